package dev.lintel.telemetry.log;

import dev.lintel.telemetry.call.CallRecord;

/** A line for people, in the form that the console's other lines have. */
final class TextLine implements LineFormat, AccessLine.Fields {

    private static final String HEAD = " INFO  [d.l.access]";

    private final LineBuffer line = new LineBuffer();
    private final Timestamp timestamp = new Timestamp();
    private boolean first;
    private boolean whole;

    @Override
    public LineBuffer format(CallRecord call) {
        line.clear();
        timestamp.add(System.currentTimeMillis(), line);
        line.addAscii(HEAD).add(' ');
        first = true;
        whole = true;
        AccessLine.write(call, this);
        return line.add('\n');
    }

    /** What the line says, without its time, its category, the trace and its end: for where these stand beside it. */
    LineBuffer message(CallRecord call) {
        line.clear();
        first = true;
        whole = false;
        AccessLine.write(call, this);
        return line;
    }

    @Override
    public void text(String key, String value) {
        space().add(value);
    }

    @Override
    public void number(String key, long value) {
        space().add(value);
    }

    @Override
    public void noNumber() {
        space().add('-');
    }

    @Override
    public void text(String name, String key, String value) {
        space().addAscii(name).add('=').add(value);
    }

    @Override
    public void count(String name, String key, long value) {
        space().addAscii(name).add('=').add(value);
    }

    @Override
    public void seconds(String name, String key, double value) {
        space().addAscii(name).add('=').addSeconds(value);
    }

    @Override
    public void trace(String id) {
        if (whole) {
            space().addAscii("trace=").addAscii(id);
        }
    }

    private LineBuffer space() {
        if (first) {
            first = false;
            return line;
        }
        return line.add(' ');
    }
}
