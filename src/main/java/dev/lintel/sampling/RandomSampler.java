package dev.lintel.sampling;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Decides by {@code tracing.random_sampling}: a span with a parent does as the parent does; of the traces that start
 * here the given share is kept, by the trace id's own randomness, so that every instance with the same share keeps the
 * same traces. Immutable; any thread may ask.
 */
public final class RandomSampler implements Sampler {

    private static final SamplingResult KEEP = SamplingResult.recordAndSample();
    private static final SamplingResult DROP = SamplingResult.drop();

    private final double percent;
    private final Threshold threshold;
    private final SamplingResult keepNew;

    /**
     * A sampler that keeps this share of new traces.
     *
     * @param percent 0 to 100, fractions allowed; exact at both ends
     * @throws IllegalArgumentException when {@code percent} is anything else
     */
    public RandomSampler(double percent) {
        this.percent = percent;
        this.threshold = Threshold.keeping(percent);
        this.keepNew = new Changing(
                SamplingDecision.RECORD_AND_SAMPLE, OtMember.of(threshold).value());
    }

    @Override
    public SamplingResult shouldSample(
            Context parentContext,
            String traceId,
            String name,
            SpanKind spanKind,
            Attributes attributes,
            List<LinkData> parentLinks) {
        SpanContext parent = Span.fromContext(parentContext).getSpanContext();
        if (parent.isValid()) {
            return asParent(parent);
        }
        return keeps(traceId) ? keepNew : DROP;
    }

    /** Whether a trace with this id is kept that nobody has decided about yet. */
    public boolean keeps(String traceId) {
        return threshold.keeps(traceId);
    }

    private static SamplingResult asParent(SpanContext parent) {
        SamplingResult same = parent.isSampled() ? KEEP : DROP;
        String ot = parent.getTraceState().get(OtMember.KEY);
        if (ot == null) {
            return same;
        }
        // What is not kept has no threshold, and one that the trace's randomness belies would mislead who counts by it.
        OtMember member = OtMember.read(ot);
        boolean credible = parent.isSampled() && member.agreesWith(parent.getTraceId());
        return credible || !member.hasThreshold()
                ? same
                : new Changing(same.getDecision(), member.withoutThreshold().value());
    }

    @Override
    public String getDescription() {
        return "RandomSampler{" + percent + "%}";
    }

    /**
     * A decision that changes the member {@code ot} of tracestate, which tells those who count how many traces this one
     * stands for.
     *
     * @param ot the member's new value; empty to take it out
     */
    private record Changing(SamplingDecision decision, String ot) implements SamplingResult {

        @Override
        public SamplingDecision getDecision() {
            return decision;
        }

        @Override
        public Attributes getAttributes() {
            return Attributes.empty();
        }

        @Override
        public TraceState getUpdatedTraceState(TraceState parentTraceState) {
            TraceStateBuilder builder = parentTraceState.toBuilder().remove(OtMember.KEY);
            return ot.isEmpty()
                    ? builder.build()
                    : builder.put(OtMember.KEY, ot).build();
        }
    }
}
