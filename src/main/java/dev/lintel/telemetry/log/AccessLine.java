package dev.lintel.telemetry.log;

import dev.lintel.openai.answer.Answer;
import dev.lintel.openai.answer.TokenUsage;
import dev.lintel.telemetry.call.CallRecord;
import dev.lintel.telemetry.call.InferenceRecord;
import dev.lintel.telemetry.convention.GenAiAttributes;
import dev.lintel.telemetry.convention.HttpAttributes;
import dev.lintel.telemetry.convention.SafeText;

/** What the line of a call says, field by field: what was asked, how it ended, how long it took. Never any content. */
final class AccessLine {

    /** How fields are written. The name is that in the text, the key that of the attribute on spans. */
    interface Fields {

        /** A field whose value alone stands in the text. */
        void text(String key, String value);

        /** The same, of a number. */
        void number(String key, long value);

        /** There is no such number: a dash in the text. */
        void noNumber();

        /** A field with its name. */
        void text(String name, String key, String value);

        /** The same, of a count. */
        void count(String name, String key, long value);

        /** The same, of seconds, with three places. */
        void seconds(String name, String key, double value);
    }

    private static final String DURATION = "duration";

    private AccessLine() {}

    static void write(CallRecord call, Fields to) {
        to.text(HttpAttributes.HTTP_REQUEST_METHOD.getKey(), call.head().method());
        to.text(
                HttpAttributes.URL_PATH.getKey(),
                SafeText.of(String.valueOf(call.head().request().path())));
        if (call.status() == 0) {
            to.noNumber();
        } else {
            to.number(HttpAttributes.HTTP_RESPONSE_STATUS_CODE.getKey(), call.status());
        }
        to.text(HttpAttributes.LINTEL_OUTCOME.getKey(), call.ending().value());
        String errorType = call.errorType();
        if (!errorType.isEmpty()) {
            to.text("error", HttpAttributes.ERROR_TYPE.getKey(), errorType);
        }
        to.seconds(DURATION, DURATION, (call.endNanos() - call.startNanos()) / 1e9);
        String caller = call.caller();
        if (caller != null) {
            to.text("caller", HttpAttributes.LINTEL_CALLER.getKey(), caller);
        }
        InferenceRecord inference = call.inference();
        if (inference != null) {
            write(inference, to);
        }
        to.text("trace", "trace_id", call.trace().traceId());
    }

    private static void write(InferenceRecord inference, Fields to) {
        to.text(
                "provider",
                GenAiAttributes.PROVIDER_NAME.getKey(),
                inference.inference().provider().providerName());
        String model = inference.inference().model();
        if (model != null) {
            to.text("model", GenAiAttributes.REQUEST_MODEL.getKey(), SafeText.of(model));
        }
        Answer answer = inference.answer();
        if (answer != null) {
            write(answer.usage(), to);
        }
        if (inference.hasChunks()) {
            to.seconds(
                    "first_chunk",
                    GenAiAttributes.RESPONSE_TIME_TO_FIRST_CHUNK.getKey(),
                    inference.secondsToFirstChunk());
        }
    }

    private static void write(TokenUsage usage, Fields to) {
        if (usage.input().isPresent()) {
            to.count(
                    "input_tokens",
                    GenAiAttributes.USAGE_INPUT_TOKENS.getKey(),
                    usage.input().getAsLong());
        }
        if (usage.output().isPresent()) {
            to.count(
                    "output_tokens",
                    GenAiAttributes.USAGE_OUTPUT_TOKENS.getKey(),
                    usage.output().getAsLong());
        }
    }
}
