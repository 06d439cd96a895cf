package dev.lintel.viewer.store.trace;

import dev.lintel.viewer.store.span.TraceSpan;
import dev.lintel.viewer.store.trace.TraceRow.Gap;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of a span's time that none of its children covers.
 *
 * @param nanos all of it
 * @param gaps its larger pieces, in order; none for a span without children
 */
record OwnTime(long nanos, List<Gap> gaps) {

    private static final int MAX_GAPS = 32;
    private static final int SMALLEST_SHARE_OF_TRACE = 100;

    /** Of a span and its children in the order of their start. */
    static OwnTime of(TraceSpan span, List<TraceSpan> children, TimeWindow window) {
        long length = window.length(span);
        if (children.isEmpty()) {
            return new OwnTime(length, List.of());
        }
        long from = window.offset(span);
        long end = from + length;
        long smallest = window.lengthNanos() / SMALLEST_SHARE_OF_TRACE;
        List<Gap> gaps = new ArrayList<>();
        long nanos = 0;
        for (TraceSpan child : children) {
            long childStart = Math.min(window.offset(child), end);
            nanos += add(gaps, from, childStart, smallest);
            from = Math.max(from, window.offset(child) + window.length(child));
        }
        nanos += add(gaps, from, end, smallest);
        return new OwnTime(nanos, List.copyOf(gaps));
    }

    private static long add(List<Gap> gaps, long from, long to, long smallest) {
        if (to <= from) {
            return 0;
        }
        if (to - from > smallest && gaps.size() < MAX_GAPS) {
            gaps.add(new Gap(from, to - from));
        }
        return to - from;
    }
}
