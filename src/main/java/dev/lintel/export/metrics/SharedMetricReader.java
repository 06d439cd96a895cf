package dev.lintel.export.metrics;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.util.List;

/**
 * Two readers of one storage. The SDK collects for one after the other, and what is cumulative stays as it is when it is
 * collected; exemplars go to both.
 */
final class SharedMetricReader implements MetricReader {

    private final MetricReader first;
    private final MetricReader second;

    /** Both want the same aggregation, cumulative. */
    SharedMetricReader(MetricReader first, MetricReader second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public void register(CollectionRegistration registration) {
        SharedExemplars storage = new SharedExemplars(registration);
        second.register(storage.reader());
        first.register(storage.reader());
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
        return first.getAggregationTemporality(type);
    }

    @Override
    public Aggregation getDefaultAggregation(InstrumentType type) {
        return first.getDefaultAggregation(type);
    }

    @Override
    public CompletableResultCode forceFlush() {
        return CompletableResultCode.ofAll(List.of(first.forceFlush(), second.forceFlush()));
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofAll(List.of(first.shutdown(), second.shutdown()));
    }
}
