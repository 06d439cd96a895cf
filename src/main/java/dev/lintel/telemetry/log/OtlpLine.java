package dev.lintel.telemetry.log;

import dev.lintel.telemetry.call.CallRecord;
import dev.lintel.telemetry.convention.LogLevel;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A line as a log record of OpenTelemetry: the trace and the span are where that has them, the fields are attributes. */
final class OtlpLine implements AccessLine.Fields {

    private final LogRecordBuilder line;

    private OtlpLine(LogRecordBuilder line) {
        this.line = line;
    }

    static void emit(CallRecord call, Logger logger) {
        LineBuffer text = new TextLine().message(call);
        LogRecordBuilder line = logger.logRecordBuilder()
                .setTimestamp(Instant.now())
                .setContext(Context.root()
                        .with(Span.wrap(call.trace().context(call.trace().spanId()))))
                .setSeverity(LogLevel.INFO.severity())
                .setSeverityText(LogLevel.INFO.name())
                .setBody(new String(text.bytes(), 0, text.length(), StandardCharsets.UTF_8));
        AccessLine.write(call, new OtlpLine(line));
        line.emit();
    }

    @Override
    public void text(String key, String value) {
        line.setAttribute(AttributeKey.stringKey(key), value);
    }

    @Override
    public void number(String key, long value) {
        line.setAttribute(AttributeKey.longKey(key), value);
    }

    @Override
    public void noNumber() {
        // What is not there has no field.
    }

    @Override
    public void text(String name, String key, String value) {
        text(key, value);
    }

    @Override
    public void count(String name, String key, long value) {
        number(key, value);
    }

    @Override
    public void trace(String id) {
        // It is where OpenTelemetry has it.
    }

    @Override
    public void seconds(String name, String key, double value) {
        line.setAttribute(AttributeKey.doubleKey(key), Math.round(value * 1000) / 1000.0);
    }
}
