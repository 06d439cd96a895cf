package dev.lintel.export.otlp;

import io.opentelemetry.exporter.internal.otlp.metrics.MetricsRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.DefaultAggregationSelector;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;

/**
 * Sends metrics by OTLP from when it is opened until it is closed. The SDK sends all of them once more for each step of its own end, which
 * is that of a refused start, too: of that there is nothing to tell, and nobody waits until it is told. Any thread may call.
 */
public final class OtlpMetricExporter implements MetricExporter {

    private final OtlpClient collector;
    private final AggregationTemporalitySelector temporality;
    private final DefaultAggregationSelector aggregation;
    private volatile boolean open;

    public OtlpMetricExporter(
            OtlpClient collector, AggregationTemporalitySelector temporality, DefaultAggregationSelector aggregation) {
        this.collector = collector;
        this.temporality = temporality;
        this.aggregation = aggregation;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
        return open
                ? collector.send(OtlpMessage.of(MetricsRequestMarshaler.create(metrics)))
                : CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return collector.shutdown();
    }

    /** From now on it sends. */
    public void open() {
        open = true;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
        return temporality.getAggregationTemporality(type);
    }

    @Override
    public Aggregation getDefaultAggregation(InstrumentType type) {
        return aggregation.getDefaultAggregation(type);
    }
}
