package dev.lintel.telemetry.spans;

import dev.lintel.openai.Operation;
import dev.lintel.openai.answer.Answer;
import dev.lintel.openai.answer.TokenUsage;
import dev.lintel.openai.request.RequestParameters;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.convention.GenAiAttributes;
import dev.lintel.telemetry.convention.HttpAttributes;
import dev.lintel.telemetry.convention.SafeText;
import java.util.List;

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
        if (asked.choiceCount().isPresent() && asked.choiceCount().get() != 1) {
            attributes.put(GenAiAttributes.REQUEST_CHOICE_COUNT, asked.choiceCount());
        }
        attributes
                .put(GenAiAttributes.REQUEST_SEED, asked.seed())
                .put(GenAiAttributes.REQUEST_MAX_TOKENS, asked.maxTokens())
                .put(GenAiAttributes.REQUEST_TEMPERATURE, asked.temperature())
                .put(GenAiAttributes.REQUEST_TOP_P, asked.topP())
                .put(GenAiAttributes.REQUEST_TOP_K, asked.topK())
                .put(GenAiAttributes.REQUEST_FREQUENCY_PENALTY, asked.frequencyPenalty())
                .put(GenAiAttributes.REQUEST_PRESENCE_PENALTY, asked.presencePenalty())
                .put(GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, asked.dimensions());
        if (asked.encodingFormat().isPresent()) {
            attributes.put(
                    GenAiAttributes.REQUEST_ENCODING_FORMATS,
                    List.of(SafeText.of(asked.encodingFormat().get())));
        }
        if (inference.operation() != Operation.MESSAGES
                && !asked.serviceTier().orElse("auto").equals("auto")) {
            attributes.putSafe(GenAiAttributes.OPENAI_REQUEST_SERVICE_TIER, asked.serviceTier());
        }
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
        attributes
                .putSafe(GenAiAttributes.RESPONSE_ID, answer.id())
                .putSafe(GenAiAttributes.RESPONSE_MODEL, answer.model())
                .putSafe(GenAiAttributes.OPENAI_RESPONSE_SYSTEM_FINGERPRINT, answer.systemFingerprint())
                .putSafe(GenAiAttributes.OPENAI_RESPONSE_SERVICE_TIER, answer.serviceTier());
        if (!answer.finishReasons().isEmpty()) {
            attributes.put(GenAiAttributes.RESPONSE_FINISH_REASONS, safe(answer.finishReasons()));
        }
        TokenUsage usage = answer.usage();
        attributes
                .put(GenAiAttributes.USAGE_INPUT_TOKENS, usage.input())
                .put(GenAiAttributes.USAGE_OUTPUT_TOKENS, usage.output())
                .put(GenAiAttributes.USAGE_CACHE_READ_INPUT_TOKENS, usage.cacheRead())
                .put(GenAiAttributes.USAGE_CACHE_CREATION_INPUT_TOKENS, usage.cacheCreation())
                .put(GenAiAttributes.USAGE_REASONING_OUTPUT_TOKENS, usage.reasoning());
    }

    private static List<String> safe(List<String> reasons) {
        return reasons.size() == 1
                ? List.of(SafeText.of(reasons.get(0)))
                : reasons.stream().map(SafeText::of).toList();
    }
}
