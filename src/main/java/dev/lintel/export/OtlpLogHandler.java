package dev.lintel.export;

import dev.lintel.telemetry.convention.LogLevel;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Hands each line of the log to the SDK. What stands in its logging context becomes attributes, but for the trace and
 * the span: they are where OpenTelemetry has them. Any thread may log.
 */
final class OtlpLogHandler extends ExtHandler {

    private static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");
    private static final AttributeKey<String> EXCEPTION_MESSAGE = AttributeKey.stringKey("exception.message");
    private static final AttributeKey<String> EXCEPTION_STACKTRACE = AttributeKey.stringKey("exception.stacktrace");
    private static final AttributeKey<String> THREAD_NAME = AttributeKey.stringKey("thread.name");

    private static final ExtFormatter MESSAGE = new PatternFormatter("%s");

    private static final String TRACE_ID = "trace_id";
    private static final String SPAN_ID = "span_id";
    private static final String SAMPLED = "sampled";
    private static final Set<String> PLACE = Set.of(TRACE_ID, SPAN_ID, SAMPLED);

    private final LoggerProvider loggers;

    OtlpLogHandler(LoggerProvider loggers) {
        this.loggers = loggers;
    }

    @Override
    protected void doPublish(ExtLogRecord line) {
        String logger = String.valueOf(line.getLoggerName());
        // What exporters have to say would be exported, and give them more to say.
        if (logger.startsWith("io.opentelemetry.") || logger.startsWith("io.quarkus.opentelemetry.")) {
            return;
        }
        LogLevel level = LogLevel.of(line.getLevel());
        LogRecordBuilder told = loggers.get(logger)
                .logRecordBuilder()
                .setTimestamp(line.getInstant())
                .setContext(place(line))
                .setSeverity(level.severity())
                .setSeverityText(level.name())
                .setBody(MESSAGE.format(line))
                .setAttribute(THREAD_NAME, line.getThreadName());
        line.getMdcCopy().forEach((name, value) -> {
            if (!PLACE.contains(name)) {
                told.setAttribute(AttributeKey.stringKey(name), value);
            }
        });
        Throwable thrown = line.getThrown();
        if (thrown != null) {
            describe(thrown, told);
        }
        told.emit();
    }

    private static Context place(ExtLogRecord line) {
        String traceId = line.getMdc(TRACE_ID);
        String spanId = line.getMdc(SPAN_ID);
        if (traceId == null || spanId == null) {
            return Context.root();
        }
        TraceFlags flags =
                Boolean.parseBoolean(line.getMdc(SAMPLED)) ? TraceFlags.getSampled() : TraceFlags.getDefault();
        return Context.root().with(Span.wrap(SpanContext.create(traceId, spanId, flags, TraceState.getDefault())));
    }

    private static void describe(Throwable thrown, LogRecordBuilder told) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        told.setAttribute(EXCEPTION_TYPE, thrown.getClass().getName())
                .setAttribute(EXCEPTION_STACKTRACE, trace.toString());
        if (thrown.getMessage() != null) {
            told.setAttribute(EXCEPTION_MESSAGE, thrown.getMessage());
        }
    }

    @Override
    public void flush() {
        // Lines wait in the SDK, which is flushed with all other telemetry.
    }

    @Override
    public void close() {
        // Nothing is held open.
    }
}
