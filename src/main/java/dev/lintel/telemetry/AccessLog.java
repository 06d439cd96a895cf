package dev.lintel.telemetry;

import dev.lintel.openai.Answer;
import dev.lintel.trace.HttpAttributes;
import dev.lintel.trace.IncomingCall;
import java.util.OptionalLong;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One line for each call: what was asked, how it ended, how long it took. For programs the same stands beside the line,
 * by the names of the attributes on spans. Never any content.
 */
final class AccessLog {

    private static final Logger LOG = Logger.getLogger("dev.lintel.access");

    private final StringBuilder line = new StringBuilder(160);
    private final ExtLogRecord entry = new ExtLogRecord(Level.INFO, "", AccessLog.class.getName());

    private AccessLog() {
        entry.setLoggerName(LOG.getName());
    }

    /** Writes the line of a call that has ended. Does nothing when the log is switched off. */
    static void write(IncomingCall call, double seconds, @Nullable InferenceTelemetry inference) {
        if (LOG.isLoggable(Level.INFO)) {
            new AccessLog().tell(call, seconds, inference);
        }
    }

    private void tell(IncomingCall call, double seconds, @Nullable InferenceTelemetry inference) {
        entry.putMdc("traceId", call.traceId());
        entry.putMdc("spanId", call.spanId());
        entry.putMdc("sampled", String.valueOf(call.isRecording()));
        first(HttpAttributes.HTTP_REQUEST_METHOD.getKey(), call.method());
        first(HttpAttributes.URL_PATH.getKey(), SafeText.of(call.path()));
        first(
                HttpAttributes.HTTP_RESPONSE_STATUS_CODE.getKey(),
                call.status().map(String::valueOf).orElse("-"));
        first(HttpAttributes.LINTEL_OUTCOME.getKey(), call.outcome());
        call.errorType().ifPresent(type -> add("error", HttpAttributes.ERROR_TYPE.getKey(), type));
        add("duration", "duration", seconds(seconds));
        if (inference != null) {
            tell(inference);
        }
        add("trace", "trace_id", call.traceId());
        entry.setMessage(line.toString(), ExtLogRecord.FormatStyle.NO_FORMAT);
        LOG.log(entry);
    }

    private void tell(InferenceTelemetry inference) {
        add(
                "provider",
                GenAiAttributes.PROVIDER_NAME.getKey(),
                inference.inference().provider().providerName());
        inference
                .inference()
                .model()
                .ifPresent(model -> add("model", GenAiAttributes.REQUEST_MODEL.getKey(), SafeText.of(model)));
        inference.answer().ifPresent(this::tell);
        inference
                .timeToFirstChunk()
                .ifPresent(first ->
                        add("first_chunk", GenAiAttributes.RESPONSE_TIME_TO_FIRST_CHUNK.getKey(), seconds(first)));
    }

    private void tell(Answer answer) {
        add(
                "input_tokens",
                GenAiAttributes.USAGE_INPUT_TOKENS.getKey(),
                answer.usage().input());
        add(
                "output_tokens",
                GenAiAttributes.USAGE_OUTPUT_TOKENS.getKey(),
                answer.usage().output());
    }

    private void first(String attribute, String value) {
        line.append(line.isEmpty() ? "" : " ").append(value);
        entry.putMdc(attribute, value);
    }

    private void add(String name, String attribute, OptionalLong count) {
        if (count.isPresent()) {
            add(name, attribute, String.valueOf(count.getAsLong()));
        }
    }

    private void add(String name, String attribute, String value) {
        line.append(' ').append(name).append('=').append(value);
        entry.putMdc(attribute, value);
    }

    // In seconds with three places: a formatter would take longer than the rest of the line.
    private static String seconds(double seconds) {
        long millis = Math.round(seconds * 1000);
        String fraction = String.valueOf(1000 + millis % 1000);
        return millis / 1000 + "." + fraction.substring(1);
    }
}
