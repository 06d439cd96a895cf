package dev.lintel.viewer.store.trace;

import dev.lintel.viewer.store.span.TraceSpan;
import java.time.Duration;
import java.util.Collection;

/**
 * The time that a trace took, as most of its spans tell it. A span whose clock is far off the others' does not stretch it.
 *
 * @param startNanos since 1970
 */
record TimeWindow(long startNanos, long endNanos) {

    private static final long FAR_NANOS = Duration.ofDays(7).toNanos();

    static TimeWindow of(Collection<TraceSpan> spans) {
        long median = spans.stream()
                .mapToLong(TraceSpan::startNanos)
                .sorted()
                .skip(spans.size() / 2)
                .findFirst()
                .orElse(0);
        long start = median;
        long end = median;
        for (TraceSpan span : spans) {
            if (near(span, median)) {
                start = Math.min(start, span.startNanos());
                end = Math.max(end, Math.max(span.startNanos(), span.endNanos()));
            }
        }
        return new TimeWindow(start, end);
    }

    long lengthNanos() {
        return endNanos - startNanos;
    }

    boolean holds(TraceSpan span) {
        return startNanos <= span.startNanos() && Math.max(span.startNanos(), span.endNanos()) <= endNanos;
    }

    /** Where in this window a span begins: as near as can be when its clock is off. */
    long offset(TraceSpan span) {
        return clamped(span.startNanos()) - startNanos;
    }

    /** How much of this window a span takes; a span that ended before it began takes none. */
    long length(TraceSpan span) {
        return Math.max(0, clamped(span.endNanos()) - clamped(span.startNanos()));
    }

    private long clamped(long nanos) {
        return Math.min(Math.max(nanos, startNanos), endNanos);
    }

    // A span that ended before it began is near if it began so: its end is not made use of.
    private static boolean near(TraceSpan span, long median) {
        return Math.abs(span.startNanos() - median) <= FAR_NANOS && span.endNanos() - median <= FAR_NANOS;
    }
}
