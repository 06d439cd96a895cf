package dev.lintel.telemetry;

import dev.lintel.openai.Answer;
import dev.lintel.openai.Operation;
import dev.lintel.openai.RequestParameters;
import dev.lintel.openai.TokenUsage;
import dev.lintel.trace.HttpAttributes;
import dev.lintel.trace.IncomingCall;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.OptionalLong;

/** Writes the CLIENT span of an inference, by the GenAI conventions. */
final class InferenceSpan {

    private InferenceSpan() {}

    /** Starts the span of a call that is kept. */
    static Span start(Tracer tracer, IncomingCall call, Inference inference) {
        String model = inference.model().map(SafeText::of).orElse("");
        String name = inference.operationName();
        SpanBuilder builder = tracer.spanBuilder(model.isEmpty() ? name : name + " " + model)
                .setSpanKind(SpanKind.CLIENT)
                .setParent(call.context());
        inference
                .parameters()
                .conversation()
                .ifPresent(id -> builder.setAttribute(HttpAttributes.GEN_AI_CONVERSATION_ID, SafeText.of(id)));
        // First, so that no copied header stands in the place of what is known here.
        builder.setAllAttributes(call.attributes())
                .setAttribute(GenAiAttributes.OPERATION_NAME, name)
                .setAttribute(
                        GenAiAttributes.PROVIDER_NAME, inference.provider().providerName())
                .setAttribute(
                        HttpAttributes.SERVER_ADDRESS, inference.provider().host())
                .setAttribute(
                        HttpAttributes.SERVER_PORT, (long) inference.provider().port());
        if (!model.isEmpty()) {
            builder.setAttribute(GenAiAttributes.REQUEST_MODEL, model);
        }
        Span span = builder.startSpan();
        describe(span, inference);
        return span;
    }

    private static void describe(Span span, Inference inference) {
        inference.alias().ifPresent(alias -> span.setAttribute(GenAiAttributes.LINTEL_MODEL_ALIAS, alias));
        if (inference.streaming()) {
            span.setAttribute(GenAiAttributes.REQUEST_STREAM, true);
        }
        if (inference.operation() == Operation.CHAT_COMPLETIONS || inference.operation() == Operation.RESPONSES) {
            span.setAttribute(
                    GenAiAttributes.OPENAI_API_TYPE,
                    inference.operation() == Operation.RESPONSES ? "responses" : "chat_completions");
        }
        describeParameters(span, inference);
    }

    private static void describeParameters(Span span, Inference inference) {
        RequestParameters asked = inference.parameters();
        asked.choiceCount()
                .filter(count -> count != 1)
                .ifPresent(count -> span.setAttribute(GenAiAttributes.REQUEST_CHOICE_COUNT, count));
        asked.seed().ifPresent(seed -> span.setAttribute(GenAiAttributes.REQUEST_SEED, seed));
        asked.maxTokens().ifPresent(most -> span.setAttribute(GenAiAttributes.REQUEST_MAX_TOKENS, most));
        asked.temperature().ifPresent(value -> span.setAttribute(GenAiAttributes.REQUEST_TEMPERATURE, value));
        asked.topP().ifPresent(value -> span.setAttribute(GenAiAttributes.REQUEST_TOP_P, value));
        asked.topK().ifPresent(value -> span.setAttribute(GenAiAttributes.REQUEST_TOP_K, value));
        asked.frequencyPenalty()
                .ifPresent(value -> span.setAttribute(GenAiAttributes.REQUEST_FREQUENCY_PENALTY, value));
        asked.presencePenalty().ifPresent(value -> span.setAttribute(GenAiAttributes.REQUEST_PRESENCE_PENALTY, value));
        asked.dimensions().ifPresent(count -> span.setAttribute(GenAiAttributes.EMBEDDINGS_DIMENSION_COUNT, count));
        asked.encodingFormat()
                .ifPresent(format ->
                        span.setAttribute(GenAiAttributes.REQUEST_ENCODING_FORMATS, List.of(SafeText.of(format))));
        asked.serviceTier()
                .filter(tier -> !tier.equals("auto") && inference.operation() != Operation.MESSAGES)
                .ifPresent(tier -> span.setAttribute(GenAiAttributes.OPENAI_REQUEST_SERVICE_TIER, SafeText.of(tier)));
        if (!asked.stopSequences().isEmpty()) {
            span.setAttribute(GenAiAttributes.REQUEST_STOP_SEQUENCES, asked.stopSequences());
        }
        asked.outputFormat().ifPresent(format -> describeFormat(span, format));
    }

    private static void describeFormat(Span span, String format) {
        switch (format) {
            case "text" -> span.setAttribute(GenAiAttributes.OUTPUT_TYPE, "text");
            case "json_object", "json_schema" -> span.setAttribute(GenAiAttributes.OUTPUT_TYPE, "json");
            // The conventions know of no other that is a format.
            default -> {}
        }
    }

    /** Puts on the span what the answer has said. */
    static void describe(Span span, Answer answer) {
        answer.id().ifPresent(id -> span.setAttribute(GenAiAttributes.RESPONSE_ID, SafeText.of(id)));
        answer.model().ifPresent(model -> span.setAttribute(GenAiAttributes.RESPONSE_MODEL, SafeText.of(model)));
        answer.systemFingerprint()
                .ifPresent(print ->
                        span.setAttribute(GenAiAttributes.OPENAI_RESPONSE_SYSTEM_FINGERPRINT, SafeText.of(print)));
        answer.serviceTier()
                .ifPresent(tier -> span.setAttribute(GenAiAttributes.OPENAI_RESPONSE_SERVICE_TIER, SafeText.of(tier)));
        if (!answer.finishReasons().isEmpty()) {
            span.setAttribute(
                    GenAiAttributes.RESPONSE_FINISH_REASONS,
                    answer.finishReasons().stream().map(SafeText::of).toList());
        }
        TokenUsage usage = answer.usage();
        put(span, GenAiAttributes.USAGE_INPUT_TOKENS, usage.input());
        put(span, GenAiAttributes.USAGE_OUTPUT_TOKENS, usage.output());
        put(span, GenAiAttributes.USAGE_CACHE_READ_INPUT_TOKENS, usage.cacheRead());
        put(span, GenAiAttributes.USAGE_CACHE_CREATION_INPUT_TOKENS, usage.cacheCreation());
        put(span, GenAiAttributes.USAGE_REASONING_OUTPUT_TOKENS, usage.reasoning());
    }

    /** Puts on the span how it ends. */
    static void describeEnd(Span span, String outcome, String errorType) {
        span.setAttribute(HttpAttributes.LINTEL_OUTCOME, outcome);
        if (!errorType.isEmpty()) {
            span.setAttribute(HttpAttributes.ERROR_TYPE, errorType);
            span.setStatus(StatusCode.ERROR);
        }
    }

    private static void put(Span span, AttributeKey<Long> key, OptionalLong count) {
        if (count.isPresent()) {
            span.setAttribute(key, count.getAsLong());
        }
    }
}
