package dev.lintel.trace.sampling;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;

/**
 * Decides by {@code tracing.random_sampling}: of the traces that begin here the given share is kept, by the trace id's own
 * randomness, so that every instance with the same share keeps the same traces. A trace with a parent does as the parent
 * does. Immutable; any thread may ask.
 */
public final class RandomSampler {

    private final Threshold threshold;
    private final String memberOfKept;

    /**
     * A sampler that keeps this share of new traces.
     *
     * @param percent 0 to 100, fractions allowed; exact at both ends
     * @throws IllegalArgumentException when {@code percent} is anything else
     */
    public RandomSampler(double percent) {
        this.threshold = Threshold.keeping(percent);
        this.memberOfKept = OtMember.KEY + "=" + OtMember.of(threshold).value();
    }

    /** Whether a trace with this id is kept that nobody has decided about yet. */
    public boolean keeps(String traceId) {
        return threshold.keeps(traceId);
    }

    /** The member of tracestate that a trace has which begins here and is kept, such as {@code ot=th:c}. */
    public String memberOfKept() {
        return memberOfKept;
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
