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

/** Sends metrics by OTLP until it is closed. Any thread may call. */
public final class OtlpMetricExporter implements MetricExporter {

    private final OtlpClient collector;
    private final AggregationTemporalitySelector temporality;
    private final DefaultAggregationSelector aggregation;
    private volatile boolean closed;

    public OtlpMetricExporter(
            OtlpClient collector, AggregationTemporalitySelector temporality, DefaultAggregationSelector aggregation) {
        this.collector = collector;
        this.temporality = temporality;
        this.aggregation = aggregation;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
        return closed
                ? CompletableResultCode.ofSuccess()
                : collector.send(OtlpMessage.of(MetricsRequestMarshaler.create(metrics)));
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return collector.shutdown();
    }

    @Override
    public void close() {
        closed = true;
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
