package dev.lintel.telemetry.spans;

import dev.lintel.openai.Operation;
import dev.lintel.openai.answer.Answer;
import dev.lintel.openai.answer.TokenUsage;
import dev.lintel.openai.request.RequestParameters;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.convention.GenAiAttributes;
import dev.lintel.telemetry.convention.HttpAttributes;
import dev.lintel.telemetry.convention.SafeText;
import io.opentelemetry.api.common.AttributeKey;
import java.util.List;
import java.util.OptionalLong;

/** The attributes of an inference, by the GenAI conventions. */
final class InferenceAttributes {

    private InferenceAttributes() {}

    /** What is asked. */
    static void describe(SpanAttributes attributes, Inference inference) {
        attributes
                .put(GenAiAttributes.OPERATION_NAME, inference.operationName())
                .put(GenAiAttributes.PROVIDER_NAME, inference.provider().providerName())
                .put(HttpAttributes.SERVER_ADDRESS, inference.provider().host())
                .put(HttpAttributes.SERVER_PORT, (long) inference.provider().port());
        if (inference.model() != null) {
            attributes.put(GenAiAttributes.REQUEST_MODEL, SafeText.of(inference.model()));
        }
        if (inference.alias() != null) {
            attributes.put(GenAiAttributes.LINTEL_MODEL_ALIAS, inference.alias());
        }
        if (inference.streaming()) {
            attributes.put(GenAiAttributes.REQUEST_STREAM, true);
        }
        if (inference.operation() == Operation.CHAT_COMPLETIONS || inference.operation() == Operation.RESPONSES) {
            attributes.put(
                    GenAiAttributes.OPENAI_API_TYPE,
                    inference.operation() == Operation.RESPONSES ? "responses" : "chat_completions");
        }
        describeParameters(attributes, inference);
    }

    private static void describeParameters(SpanAttributes attributes, Inference inference) {
        RequestParameters asked = inference.parameters();
        asked.choiceCount()
                .filter(count -> count != 1)
                .ifPresent(count -> attributes.put(GenAiAttributes.REQUEST_CHOICE_COUNT, count));
        asked.seed().ifPresent(seed -> attributes.put(GenAiAttributes.REQUEST_SEED, seed));
        asked.maxTokens().ifPresent(most -> attributes.put(GenAiAttributes.REQUEST_MAX_TOKENS, most));
        asked.temperature().ifPresent(value -> attributes.put(GenAiAttributes.REQUEST_TEMPERATURE, value));
        asked.topP().ifPresent(value -> attributes.put(GenAiAttributes.REQUEST_TOP_P, value));
        asked.topK().ifPresent(value -> attributes.put(GenAiAttributes.REQUEST_TOP_K, value));
        asked.frequencyPenalty().ifPresent(value -> attributes.put(GenAiAttributes.REQUEST_FREQUENCY_PENALTY, value));
        asked.presencePenalty().ifPresent(value -> attributes.put(GenAiAttributes.REQUEST_PRESENCE_PENALTY, value));
        asked.dimensions().ifPresent(count -> attributes.put(GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, count));
        asked.encodingFormat()
                .ifPresent(format ->
                        attributes.put(GenAiAttributes.REQUEST_ENCODING_FORMATS, List.of(SafeText.of(format))));
        asked.serviceTier()
                .filter(tier -> !tier.equals("auto") && inference.operation() != Operation.MESSAGES)
                .ifPresent(tier -> attributes.put(GenAiAttributes.OPENAI_REQUEST_SERVICE_TIER, SafeText.of(tier)));
        if (!asked.stopSequences().isEmpty()) {
            attributes.put(GenAiAttributes.REQUEST_STOP_SEQUENCES, asked.stopSequences());
        }
        asked.outputFormat().ifPresent(format -> describeFormat(attributes, format));
    }

    private static void describeFormat(SpanAttributes attributes, String format) {
        switch (format) {
            case "text" -> attributes.put(GenAiAttributes.OUTPUT_TYPE, "text");
            case "json_object", "json_schema" -> attributes.put(GenAiAttributes.OUTPUT_TYPE, "json");
            // The conventions know of no other that is a format.
            default -> {}
        }
    }

    /** What the answer has said. */
    static void describe(SpanAttributes attributes, Answer answer) {
        answer.id().ifPresent(id -> attributes.put(GenAiAttributes.RESPONSE_ID, SafeText.of(id)));
        answer.model().ifPresent(model -> attributes.put(GenAiAttributes.RESPONSE_MODEL, SafeText.of(model)));
        answer.systemFingerprint()
                .ifPresent(print ->
                        attributes.put(GenAiAttributes.OPENAI_RESPONSE_SYSTEM_FINGERPRINT, SafeText.of(print)));
        answer.serviceTier()
                .ifPresent(tier -> attributes.put(GenAiAttributes.OPENAI_RESPONSE_SERVICE_TIER, SafeText.of(tier)));
        if (!answer.finishReasons().isEmpty()) {
            attributes.put(
                    GenAiAttributes.RESPONSE_FINISH_REASONS,
                    answer.finishReasons().stream().map(SafeText::of).toList());
        }
        TokenUsage usage = answer.usage();
        put(attributes, GenAiAttributes.USAGE_INPUT_TOKENS, usage.input());
        put(attributes, GenAiAttributes.USAGE_OUTPUT_TOKENS, usage.output());
        put(attributes, GenAiAttributes.USAGE_CACHE_READ_INPUT_TOKENS, usage.cacheRead());
        put(attributes, GenAiAttributes.USAGE_CACHE_CREATION_INPUT_TOKENS, usage.cacheCreation());
        put(attributes, GenAiAttributes.USAGE_REASONING_OUTPUT_TOKENS, usage.reasoning());
    }

    private static void put(SpanAttributes attributes, AttributeKey<Long> key, OptionalLong count) {
        if (count.isPresent()) {
            attributes.put(key, count.getAsLong());
        }
    }
}
