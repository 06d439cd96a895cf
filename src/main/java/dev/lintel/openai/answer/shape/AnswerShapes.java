package dev.lintel.openai.answer.shape;

import static dev.lintel.wire.json.Shape.array;
import static dev.lintel.wire.json.Shape.json;
import static dev.lintel.wire.json.Shape.object;
import static dev.lintel.wire.json.Shape.value;

import dev.lintel.openai.Operation;
import dev.lintel.wire.json.Shape;

/** Where each dialect writes what {@link AnswerField} names, in whole answers and in the events of streams alike. */
public final class AnswerShapes {

    private static final Shape<AnswerField> ERROR = value(AnswerField.ERROR)
            .with("code", value(AnswerField.ERROR_CODE))
            .with("type", value(AnswerField.ERROR_TYPE));

    private static final Shape<AnswerField> USAGE = value(AnswerField.USAGE)
            .with("prompt_tokens", value(AnswerField.INPUT_TOKENS))
            .with("completion_tokens", value(AnswerField.OUTPUT_TOKENS))
            .with("prompt_tokens_details", inputDetails())
            .with("completion_tokens_details", outputDetails())
            .with("input_tokens", value(AnswerField.INPUT_TOKENS))
            .with("output_tokens", value(AnswerField.OUTPUT_TOKENS))
            .with("input_tokens_details", inputDetails())
            .with("output_tokens_details", outputDetails())
            .with("cache_read_input_tokens", value(AnswerField.CACHE_READ_TOKENS))
            .with("cache_creation_input_tokens", value(AnswerField.CACHE_CREATION_TOKENS))
            .with(
                    "cache_creation",
                    nothing().with("ephemeral_1h_input_tokens", value(AnswerField.CACHE_CREATION_HOUR_TOKENS)))
            .with("speed", value(AnswerField.SPEED));

    private static final Shape<AnswerField> COMMON = nothing()
            .with("id", value(AnswerField.ID))
            .with("model", value(AnswerField.MODEL))
            .with("usage", USAGE)
            .with("error", ERROR);

    private static final Shape<AnswerField> OPENAI = events(COMMON)
            .with("system_fingerprint", value(AnswerField.SYSTEM_FINGERPRINT))
            .with("service_tier", value(AnswerField.SERVICE_TIER))
            .with("code", value(AnswerField.EVENT_CODE))
            .with("message", value(AnswerField.EVENT_MESSAGE));

    private static final Shape<AnswerField> CHAT = OPENAI.with("choices", choices(choice()));
    private static final Shape<AnswerField> COMPLETION = OPENAI.with(
            "choices",
            choices(value(AnswerField.CHOICE)
                    .with("index", value(AnswerField.CHOICE_INDEX))
                    .with("finish_reason", value(AnswerField.FINISH_REASON))
                    .with("text", value(AnswerField.TEXT))
                    .with("error", ERROR)));
    private static final Shape<AnswerField> RESPONSES = events(response())
            .with("response", response())
            .with("item", item())
            .with("delta", value(AnswerField.DELTA))
            .with("output_index", value(AnswerField.ITEM_INDEX))
            .with("code", value(AnswerField.EVENT_CODE));
    private static final Shape<AnswerField> MESSAGES = events(message())
            .with("message", message())
            .with("index", value(AnswerField.ITEM_INDEX))
            .with("content_block", block())
            .with(
                    "delta",
                    block().with("stop_reason", value(AnswerField.FINISH_REASON))
                            .with("partial_json", value(AnswerField.TOOL_ARGUMENTS)));

    private AnswerShapes() {}

    public static Shape<AnswerField> of(Operation operation) {
        return switch (operation) {
            case CHAT_COMPLETIONS -> CHAT;
            case COMPLETIONS -> COMPLETION;
            case RESPONSES -> RESPONSES;
            case EMBEDDINGS -> OPENAI;
            case MESSAGES -> MESSAGES;
        };
    }

    private static Shape<AnswerField> nothing() {
        return object();
    }

    private static Shape<AnswerField> choices(Shape<AnswerField> choice) {
        return value(AnswerField.CHOICES).withElements(choice);
    }

    // With the members by which one provider or another tells of a failure.
    private static Shape<AnswerField> events(Shape<AnswerField> whole) {
        return whole.with("type", value(AnswerField.EVENT_TYPE))
                .with("object", value(AnswerField.OBJECT))
                .with("error_type", value(AnswerField.ERROR_TYPE))
                .with("error_code", value(AnswerField.ERROR_CODE))
                .with("error_message", value(AnswerField.ERROR_MESSAGE))
                .with("error_msg", value(AnswerField.ERROR_MESSAGE))
                .with("base_resp", nothing().with("status_code", value(AnswerField.ERROR_CODE)));
    }

    private static Shape<AnswerField> inputDetails() {
        return nothing()
                .with("audio_tokens", value(AnswerField.AUDIO_TOKENS))
                .with("cached_tokens", value(AnswerField.CACHE_READ_TOKENS))
                .with("cache_write_tokens", value(AnswerField.CACHE_CREATION_TOKENS));
    }

    private static Shape<AnswerField> outputDetails() {
        return nothing()
                .with("audio_tokens", value(AnswerField.AUDIO_TOKENS))
                .with("reasoning_tokens", value(AnswerField.REASONING_TOKENS))
                .with("thinking_tokens", value(AnswerField.REASONING_TOKENS));
    }

    private static Shape<AnswerField> choice() {
        return value(AnswerField.CHOICE)
                .with("index", value(AnswerField.CHOICE_INDEX))
                .with("finish_reason", value(AnswerField.FINISH_REASON))
                .with("delta", output())
                .with("message", whole())
                .with("error", ERROR);
    }

    private static Shape<AnswerField> output() {
        return output(nothing());
    }

    private static Shape<AnswerField> whole() {
        return output(value(AnswerField.WHOLE));
    }

    private static Shape<AnswerField> output(Shape<AnswerField> message) {
        Shape<AnswerField> call = value(AnswerField.TOOL_CALL)
                .with("index", value(AnswerField.TOOL_CALL_INDEX))
                .with("id", value(AnswerField.TOOL_CALL_ID))
                .with("function", named(nothing()))
                .with("custom", named(nothing()));
        return message.with("role", value(AnswerField.ROLE))
                .with("content", value(AnswerField.TEXT).withElements(nothing().with("text", value(AnswerField.TEXT))))
                .with("reasoning_content", value(AnswerField.REASONING))
                .with("reasoning", value(AnswerField.REASONING))
                .with("refusal", value(AnswerField.REFUSAL))
                .with("tool_calls", array(call))
                .with("function_call", named(value(AnswerField.TOOL_CALL)));
    }

    private static Shape<AnswerField> named(Shape<AnswerField> function) {
        return function.with("name", value(AnswerField.TOOL_NAME))
                .with("arguments", value(AnswerField.TOOL_ARGUMENTS))
                // What a tool of one's own is called with.
                .with("input", value(AnswerField.TOOL_ARGUMENTS));
    }

    private static Shape<AnswerField> response() {
        return COMMON.with("service_tier", value(AnswerField.SERVICE_TIER))
                .with("status", value(AnswerField.STATUS))
                .with("incomplete_details", nothing().with("reason", value(AnswerField.INCOMPLETE_REASON)))
                .with("output", array(item()));
    }

    private static Shape<AnswerField> item() {
        Shape<AnswerField> content =
                nothing().with("text", value(AnswerField.TEXT)).with("refusal", value(AnswerField.REFUSAL));
        return named(value(AnswerField.ITEM))
                .with("type", value(AnswerField.ITEM_TYPE))
                .with("role", value(AnswerField.ROLE))
                .with("call_id", value(AnswerField.TOOL_CALL_ID))
                .with("content", array(content))
                .with("summary", array(nothing().with("text", value(AnswerField.REASONING))));
    }

    private static Shape<AnswerField> message() {
        return COMMON.with("role", value(AnswerField.ROLE))
                .with("stop_reason", value(AnswerField.FINISH_REASON))
                .with("content", array(block()));
    }

    private static Shape<AnswerField> block() {
        return value(AnswerField.ITEM)
                .with("type", value(AnswerField.ITEM_TYPE))
                .with("text", value(AnswerField.TEXT))
                .with("thinking", value(AnswerField.REASONING))
                .with("id", value(AnswerField.TOOL_CALL_ID))
                .with("name", value(AnswerField.TOOL_NAME))
                .with("input", json(AnswerField.TOOL_ARGUMENTS));
    }
}
