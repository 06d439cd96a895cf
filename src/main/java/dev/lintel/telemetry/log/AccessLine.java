package dev.lintel.telemetry.log;

import dev.lintel.http.ErrorType;
import dev.lintel.openai.answer.Answer;
import dev.lintel.openai.answer.TokenUsage;
import dev.lintel.providers.Provider;
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

        /** The trace, by the one id that a line has. */
        void trace(String id);
    }

    private static final String DURATION = "duration";
    private static final String ATTEMPTS = "attempts";

    private AccessLine() {}

    static void write(CallRecord call, Fields to) {
        to.text(HttpAttributes.HTTP_REQUEST_METHOD.getKey(), call.head().method());
        to.text(
                HttpAttributes.URL_PATH.getKey(),
                SafeText.of(String.valueOf(call.head().path())));
        if (call.status() == 0) {
            to.noNumber();
        } else {
            to.number(HttpAttributes.HTTP_RESPONSE_STATUS_CODE.getKey(), call.status());
        }
        to.text(HttpAttributes.LINTEL_OUTCOME.getKey(), call.ending().value());
        ErrorType error = call.error();
        if (error != null) {
            to.text("error", HttpAttributes.ERROR_TYPE.getKey(), error.value());
            to.text(
                    "source",
                    HttpAttributes.LINTEL_ERROR_SOURCE.getKey(),
                    error.source().value());
        }
        to.seconds(DURATION, DURATION, (call.endNanos() - call.startNanos()) / 1e9);
        if (!call.head().client().isEmpty()) {
            to.text(
                    "client",
                    HttpAttributes.CLIENT_ADDRESS.getKey(),
                    call.head().client());
        }
        String caller = call.caller();
        if (caller != null) {
            to.text("caller", HttpAttributes.LINTEL_CALLER.getKey(), caller);
        }
        writeProvider(call, to);
        InferenceRecord inference = call.inference();
        if (inference != null) {
            write(inference, to);
        }
        if (!call.head().turn()) {
            // Of a turn they would be those of the socket's opening.
            to.count(
                    "request_bytes",
                    HttpAttributes.HTTP_REQUEST_BODY_SIZE.getKey(),
                    call.head().bytesRead());
            to.count(
                    "response_bytes",
                    HttpAttributes.HTTP_RESPONSE_BODY_SIZE.getKey(),
                    call.head().bytesWritten());
        }
        to.trace(call.trace().traceId());
    }

    // Whom the call was about, and of those that were asked the last one.
    private static void writeProvider(CallRecord call, Fields to) {
        InferenceRecord inference = call.inference();
        Provider asked = inference == null ? null : inference.inference().provider();
        if (asked != null) {
            to.text("provider", GenAiAttributes.PROVIDER_NAME.getKey(), asked.providerName());
        } else if (!call.attempts().isEmpty()) {
            asked = call.attempts().get(call.attempts().size() - 1).provider();
        }
        if (asked != null) {
            to.text("host", HttpAttributes.SERVER_ADDRESS.getKey(), asked.host());
        }
        to.count(ATTEMPTS, ATTEMPTS, call.attempts().size());
    }

    private static void write(InferenceRecord inference, Fields to) {
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
        long input = usage.inputCount();
        if (input >= 0) {
            to.count("input_tokens", GenAiAttributes.USAGE_INPUT_TOKENS.getKey(), input);
        }
        long output = usage.outputCount();
        if (output >= 0) {
            to.count("output_tokens", GenAiAttributes.USAGE_OUTPUT_TOKENS.getKey(), output);
        }
    }
}
