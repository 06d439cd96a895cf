package dev.lintel.trace.sampling;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides by {@code tracing.random_sampling}: of the traces that begin here the given share is kept, by the trace id's own
 * randomness, so that every instance with the same share keeps the same traces; a smaller one where so many begin that more
 * than {@code tracing.max_traces_per_second} would be kept. A trace with a parent does as the parent does. Any thread may ask.
 */
public final class RandomSampler {

    private final Share most;
    private final @Nullable BoundedShare bounded;

    /**
     * A sampler that keeps this share of new traces.
     *
     * @param percent 0 to 100, fractions allowed; exact at both ends
     * @throws IllegalArgumentException when {@code percent} is anything else
     */
    public RandomSampler(double percent) {
        this.most = new Share(Threshold.keeping(percent));
        this.bounded = null;
    }

    /**
     * A sampler that keeps this share of new traces, and fewer where more than so many would be kept.
     *
     * @param percent 0 to 100, fractions allowed; exact at both ends
     * @param maxPerSecond the most that are kept in a second, 1 or more
     * @param clock nanoseconds, as {@link System#nanoTime} has them
     * @throws IllegalArgumentException when {@code percent} is anything else
     */
    public RandomSampler(double percent, int maxPerSecond, LongSupplier clock) {
        this.most = new Share(Threshold.keeping(percent));
        this.bounded = new BoundedShare(most, maxPerSecond, clock);
    }

    /** The share by which a trace is decided that nobody has decided about yet. To be asked once for each. */
    public Share share() {
        return bounded == null ? most : bounded.next();
    }

    /** Whether a trace with this id is kept that nobody has decided about yet. To be asked once for each. */
    public boolean keeps(String traceId) {
        return share().keeps(traceId);
    }

    /**
     * The tracestate of a trace that goes on under {@code parent}: its own, but for a threshold that cannot be true. What
     * is not kept has none, and one that the trace's randomness belies would mislead who counts by it.
     */
    public TraceState stateUnder(SpanContext parent) {
        TraceState state = parent.getTraceState();
        String ot = state.get(OtMember.KEY);
        if (ot == null) {
            return state;
        }
        OtMember member = OtMember.read(ot);
        boolean credible = parent.isSampled() && member.agreesWith(parent.getTraceId());
        return credible || !member.hasThreshold() ? state : with(member.withoutThreshold(), state);
    }

    private static TraceState with(OtMember member, TraceState state) {
        TraceStateBuilder changed = state.toBuilder().remove(OtMember.KEY);
        String value = member.value();
        return value.isEmpty()
                ? changed.build()
                : changed.put(OtMember.KEY, value).build();
    }
}
