package dev.lintel.viewer.store.span;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A span while it is read, field by field and in any order, within its {@link Allowance}. */
public final class SpanDraft {

    private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");

    private final Allowance allowance = new Allowance();
    private final Attributes attributes = new Attributes(allowance);
    private final List<TraceSpan.Event> events = new ArrayList<>();
    private final List<TraceSpan.Link> links = new ArrayList<>();

    private String traceId = "";
    private String spanId = "";
    private String parentId = "";
    private String name = "";
    private String scope = "";
    private String kind = "unspecified";
    private long start;
    private long end;
    private TraceSpan.Status status = TraceSpan.Status.UNSET;
    private String statusMessage = "";

    /** What the span may still hold. */
    public Allowance allowance() {
        return allowance;
    }

    /** The trace id in hexadecimal digits. */
    public void traceId(String hex) {
        traceId = hex.toLowerCase(Locale.ROOT);
    }

    /** The span id in hexadecimal digits. */
    public void spanId(String hex) {
        spanId = hex.toLowerCase(Locale.ROOT);
    }

    /** The parent's id in hexadecimal digits; anything else is no parent. */
    public void parentId(String hex) {
        String id = hex.toLowerCase(Locale.ROOT);
        parentId = SPAN_ID.matcher(id).matches() ? id : "";
    }

    /** The name. */
    public void name(String text) {
        name = allowance.takeText(text);
    }

    /** The name of the instrumentation scope. */
    public void scope(String text) {
        scope = allowance.takeText(text);
    }

    /** The kind by its number in OTLP. */
    public void kind(int number) {
        kind = switch (number) {
            case 1 -> "internal";
            case 2 -> "server";
            case 3 -> "client";
            case 4 -> "producer";
            case 5 -> "consumer";
            default -> "unspecified";
        };
    }

    /** The start in nanoseconds since 1970, unsigned. */
    public void start(long unixNanos) {
        start = signed(unixNanos);
    }

    /** The end in nanoseconds since 1970, unsigned. */
    public void end(long unixNanos) {
        end = signed(unixNanos);
    }

    /** The status by its number in OTLP. */
    public void status(int number) {
        status = switch (number) {
            case 1 -> TraceSpan.Status.OK;
            case 2 -> TraceSpan.Status.ERROR;
            default -> TraceSpan.Status.UNSET;
        };
    }

    /** What the status says beside its code. */
    public void statusMessage(String text) {
        statusMessage = allowance.takeText(text);
    }

    /** The span's own attributes, to be added to. */
    public Attributes attributes() {
        return attributes;
    }

    /** Attributes of one of the span's events, to be filled. */
    public Attributes eventAttributes() {
        return new Attributes(allowance);
    }

    /** Adds an event. */
    public void event(String eventName, long unixNanos, Attributes about) {
        if (allowance.takeValue()) {
            events.add(new TraceSpan.Event(allowance.takeText(eventName), signed(unixNanos), about.toMap()));
        }
    }

    /** Adds a link; one without valid ids is not kept. */
    public void link(String linkedTraceId, String linkedSpanId) {
        boolean valid = TRACE_ID.matcher(linkedTraceId).matches()
                && SPAN_ID.matcher(linkedSpanId).matches();
        if (valid && allowance.takeValue()) {
            links.add(new TraceSpan.Link(linkedTraceId, linkedSpanId));
        }
    }

    /** The span; empty when its ids are not valid. */
    public Optional<TraceSpan> toSpan(Resource resource) {
        if (!TRACE_ID.matcher(traceId).matches() || !SPAN_ID.matcher(spanId).matches()) {
            return Optional.empty();
        }
        return Optional.of(new TraceSpan(
                traceId,
                spanId,
                parentId,
                resource,
                scope,
                name,
                kind,
                start,
                end,
                status,
                statusMessage,
                attributes.toMap(),
                List.copyOf(events),
                List.copyOf(links),
                allowance.dropped(),
                allowance.bytes()));
    }

    // Times beyond the year 2262 are no times: they are shown as the last one there is.
    private static long signed(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }

    /** Attributes while they are read. */
    public static final class Attributes {

        private final Allowance allowance;
        private final Map<String, Object> entries = new LinkedHashMap<>();

        /** Attributes within an allowance of their own. */
        public Attributes() {
            this(new Allowance());
        }

        private Attributes(Allowance allowance) {
            this.allowance = allowance;
        }

        /** What may still be added. */
        public Allowance allowance() {
            return allowance;
        }

        /** Adds one whose value has been taken from the allowance. */
        public void put(String key, Object value) {
            entries.put(allowance.takeKey(key), value);
        }

        Map<String, Object> toMap() {
            return Collections.unmodifiableMap(entries);
        }

        int bytes() {
            return allowance.bytes();
        }
    }
}
