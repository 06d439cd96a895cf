package dev.lintel.export.metrics;

import dev.lintel.export.otlp.OtlpMetricExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.time.Duration;

/**
 * Has metrics sent from time to time, and when Lintel's own end comes. Not for each step of the SDK's end, which sends all of them once
 * more: that is the end of a refused start, too, of which there is nothing to tell, and nobody waits there until it is told.
 */
final class SentMetricReader implements MetricReader {

    private final OtlpMetricExporter exporter;
    private final MetricReader periodic;

    SentMetricReader(OtlpMetricExporter exporter, Duration interval) {
        this.exporter = exporter;
        this.periodic =
                PeriodicMetricReader.builder(exporter).setInterval(interval).build();
    }

    /** Sends what there is now. */
    CompletableResultCode send() {
        return periodic.forceFlush();
    }

    /** Sends nothing more, whoever asks for it. */
    void end() {
        exporter.close();
    }

    @Override
    public void register(CollectionRegistration registration) {
        periodic.register(registration);
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
        return periodic.getAggregationTemporality(type);
    }

    @Override
    public Aggregation getDefaultAggregation(InstrumentType type) {
        return periodic.getDefaultAggregation(type);
    }

    @Override
    public CompletableResultCode forceFlush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        end();
        return periodic.shutdown();
    }
}
