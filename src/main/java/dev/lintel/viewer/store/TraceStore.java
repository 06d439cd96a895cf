package dev.lintel.viewer.store;

import dev.lintel.viewer.store.span.TraceSpan;
import dev.lintel.viewer.store.trace.Trace;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The traces that were begun last, in bounded memory: a new trace drives out the oldest. For one thread.
 */
public final class TraceStore {

    private final Limits limits;
    private final InstantSource clock;
    private final Map<String, Trace> traces = new LinkedHashMap<>();

    private long bytes;
    private long revision;
    private long droppedSpans;

    /**
     * What may be kept.
     *
     * @param maxBytes estimated; no trace gets more than half of it
     */
    public record Limits(int maxTraces, int maxSpansPerTrace, long maxBytes) {

        private static final long LEAST_BYTES = 1024 * 1024;

        /** Refuses what cannot be. */
        public Limits {
            require(maxTraces >= 1, "max_traces: " + maxTraces + " is not positive");
            require(maxSpansPerTrace >= 1, "max_spans_per_trace: " + maxSpansPerTrace + " is not positive");
            require(maxBytes >= LEAST_BYTES, "max_memory: " + maxBytes + " bytes are less than 1M");
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }

    /** An empty store. */
    public TraceStore(Limits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** Adds a span to its trace. */
    public void add(TraceSpan span) {
        Trace trace = traces.get(span.traceId());
        long before = 0;
        if (trace == null) {
            trace = new Trace(span.traceId());
        } else {
            before = trace.bytes();
        }
        if (!trace.add(span, limits.maxSpansPerTrace(), limits.maxBytes() / 2)) {
            droppedSpans++;
        }
        if (trace.isEmpty()) {
            return;
        }
        traces.putIfAbsent(trace.id(), trace);
        bytes += trace.bytes() - before;
        revision++;
        trace.changed(clock.millis(), revision);
        while (traces.size() > limits.maxTraces() || bytes > limits.maxBytes()) {
            evictOldest();
        }
    }

    /** The trace with that id. */
    public Optional<Trace> find(String traceId) {
        return Optional.ofNullable(traces.get(traceId));
    }

    /** The trace that was begun last. */
    public Optional<Trace> last() {
        return newestFirst().findFirst();
    }

    /** All traces, those begun last first. */
    public Stream<Trace> newestFirst() {
        Deque<Trace> reversed = new ArrayDeque<>(traces.size());
        traces.values().forEach(reversed::push);
        return reversed.stream();
    }

    /** How many traces there are. */
    public int size() {
        return traces.size();
    }

    /** The estimated memory of all of them. */
    public long bytes() {
        return bytes;
    }

    /** How many spans were too many, or too large, for their traces. */
    public long droppedSpans() {
        return droppedSpans;
    }

    /** Grows with each change. */
    public long revision() {
        return revision;
    }

    /** The present, in milliseconds since 1970. */
    public long nowMillis() {
        return clock.millis();
    }

    private void evictOldest() {
        Iterator<Trace> oldest = traces.values().iterator();
        bytes -= oldest.next().bytes();
        oldest.remove();
    }
}
