package dev.lintel.sampling;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceState;
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
        this.keepNew = new KeepWithThreshold("th:" + threshold.encoded());
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
            return parent.isSampled() ? KEEP : DROP;
        }
        return threshold.keeps(traceId) ? keepNew : DROP;
    }

    @Override
    public String getDescription() {
        return "RandomSampler{" + percent + "%}";
    }

    /** Keeps a new trace and tells, in the member {@code ot} of tracestate, how many such traces it stands for. */
    private record KeepWithThreshold(String ot) implements SamplingResult {

        @Override
        public SamplingDecision getDecision() {
            return SamplingDecision.RECORD_AND_SAMPLE;
        }

        @Override
        public Attributes getAttributes() {
            return Attributes.empty();
        }

        @Override
        public TraceState getUpdatedTraceState(TraceState parentTraceState) {
            return parentTraceState.toBuilder().put("ot", ot).build();
        }
    }
}
