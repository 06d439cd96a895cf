package dev.lintel.telemetry.log;

import dev.lintel.telemetry.call.CallRecord;
import java.nio.charset.StandardCharsets;

/**
 * A line for programs: one JSON object, in the form that the console's other lines have. The line for people is its
 * {@code message}; the same stands in {@code mdc} by the names of the attributes on spans, numbers as numbers. The trace stands
 * there alone.
 */
final class JsonLine implements LineFormat, AccessLine.Fields {

    private final LineBuffer line = new LineBuffer();
    private final Timestamp timestamp = new Timestamp();
    private final TextLine people = new TextLine();
    private final byte[] head = ("\",\"threadName\":\"" + Thread.currentThread().getName() + "\",\"loggerName\":\""
                    + AccessLog.NAME + "\",\"level\":\"INFO\",\"message\":\"")
            .getBytes(StandardCharsets.UTF_8);

    @Override
    public LineBuffer format(CallRecord call) {
        line.clear();
        line.addAscii("{\"timestamp\":\"");
        timestamp.add(System.currentTimeMillis(), line);
        line.add(head);
        line.addEscaped(people.message(call))
                .addAscii("\",\"mdc\":{\"span_id\":\"")
                .addAscii(call.trace().spanId());
        line.addAscii("\",\"sampled\":").addAscii(call.decision().isKept() ? "true" : "false");
        AccessLine.write(call, this);
        return line.addAscii("}}\n");
    }

    @Override
    public void text(String key, String value) {
        key(key).add('"').addEscaped(value).add('"');
    }

    @Override
    public void number(String key, long value) {
        key(key).add(value);
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
    public void seconds(String name, String key, double value) {
        key(key).addSeconds(value);
    }

    @Override
    public void trace(String id) {
        key("trace_id").add('"').addAscii(id).add('"');
    }

    private LineBuffer key(String key) {
        return line.addAscii(",\"").addAscii(key).addAscii("\":");
    }
}
