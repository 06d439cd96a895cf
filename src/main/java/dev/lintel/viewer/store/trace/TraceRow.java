package dev.lintel.viewer.store.trace;

import dev.lintel.viewer.store.span.TraceSpan;
import java.util.List;
import java.util.Set;

/**
 * A span at its place in the tree and in time.
 *
 * @param depth 0 for a root
 * @param offsetNanos from the start of the trace
 * @param ownNanos the part of its length that no child covers
 * @param gaps the larger parts of its length in which none of its children runs, if it has any
 */
public record TraceRow(
        TraceSpan span,
        int depth,
        Position position,
        long offsetNanos,
        long lengthNanos,
        long ownNanos,
        List<Gap> gaps,
        Set<Note> notes) {

    /** A time in which nothing below a span runs. */
    public record Gap(long offsetNanos, long lengthNanos) {}

    /** Whether a sibling follows. */
    public enum Position {
        /** One does. */
        BETWEEN,
        /** None does. */
        LAST
    }

    /** What is odd about a span. */
    public enum Note {
        /** Its parent has not been seen here, or not yet. */
        MISSING_PARENT,
        /** It is its own ancestor; here it stands as a root. */
        CYCLE,
        /** It ended before it began. */
        REVERSED_TIMES,
        /** Its clock is far off the others'; it is shown as near as can be. */
        OFF_CLOCK
    }
}
