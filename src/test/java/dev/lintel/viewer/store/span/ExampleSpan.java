package dev.lintel.viewer.store.span;

import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** Spans as tests want them, written in a few words. Ids are written short, and times in milliseconds. */
public final class ExampleSpan {

    /** When example traces begin. */
    public static final long START_NANOS = 1_767_225_600_000_000_000L;

    private final SpanDraft draft = new SpanDraft();
    private final SpanDraft.Attributes resource = new SpanDraft.Attributes();

    private ExampleSpan(int trace, int span) {
        draft.traceId(traceId(trace));
        draft.spanId(spanId(span));
        draft.name("span " + span);
        at(0, 10);
    }

    /** A span of a trace. */
    public static ExampleSpan of(int trace, int span) {
        return new ExampleSpan(trace, span);
    }

    /** The whole id of a trace. */
    public static String traceId(int trace) {
        return "0".repeat(16) + HexFormat.of().toHexDigits((long) trace);
    }

    /** The whole id of a span. */
    public static String spanId(int span) {
        return HexFormat.of().toHexDigits((long) span);
    }

    /** Its parent. */
    public ExampleSpan below(int span) {
        draft.parentId(spanId(span));
        return this;
    }

    /** When it begins and ends, from the start of the trace. */
    public ExampleSpan at(long startMillis, long endMillis) {
        return atNanos(
                START_NANOS + TimeUnit.MILLISECONDS.toNanos(startMillis),
                START_NANOS + TimeUnit.MILLISECONDS.toNanos(endMillis));
    }

    /** When it begins and ends, since 1970. */
    public ExampleSpan atNanos(long start, long end) {
        draft.start(start);
        draft.end(end);
        return this;
    }

    /** Its name. */
    public ExampleSpan named(String name) {
        draft.name(name);
        return this;
    }

    /** Its service. */
    public ExampleSpan by(String service) {
        resource.allowance().takeValue();
        resource.put("service.name", resource.allowance().takeText(service));
        return this;
    }

    /** One of its attributes. */
    public ExampleSpan with(String key, Object value) {
        if (draft.allowance().takeValue()) {
            draft.attributes()
                    .put(key, value instanceof String text ? draft.allowance().takeText(text) : value);
        }
        return this;
    }

    /** Something that happened within it. */
    public ExampleSpan happened(String event, String key, String value) {
        SpanDraft.Attributes about = draft.eventAttributes();
        about.put(key, draft.allowance().takeText(value));
        draft.event(event, START_NANOS, about);
        return this;
    }

    /** It failed. */
    public ExampleSpan failed() {
        draft.status(2);
        return this;
    }

    /** The span. */
    public TraceSpan made() {
        return made(Resource.of(resource));
    }

    /** The span, of a resource that it has in common with others. */
    public TraceSpan made(Resource common) {
        return draft.toSpan(common).orElseThrow();
    }
}
