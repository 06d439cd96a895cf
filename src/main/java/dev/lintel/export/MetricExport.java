package dev.lintel.export;

import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;
import io.quarkus.opentelemetry.runtime.exporter.otlp.metrics.NoopMetricExporter;
import jakarta.inject.Singleton;
import java.util.Arrays;

/**
 * The two ways that metrics take out of the process: sent from time to time by OTLP, and read at {@code /q/metrics}.
 *
 * <p>Both read one storage where they can: a second one would make each measurement twice as dear.
 */
@Singleton
final class MetricExport implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {

    private final ClosableMetricExporter exporter;
    private final boolean sent;
    private final OTelRuntimeConfig config;
    private final PrometheusMetricReader page = new PrometheusMetricReader(null);

    MetricExport(MetricExporter exporter, OTelRuntimeConfig config) {
        this.exporter = new ClosableMetricExporter(exporter);
        this.sent = !(exporter instanceof NoopMetricExporter);
        this.config = config;
    }

    @Override
    public void customize(AutoConfiguredOpenTelemetrySdkBuilder builder) {
        builder.addMeterProviderCustomizer((meters, properties) -> register(meters));
    }

    /** What is read. */
    PrometheusMetricReader page() {
        return page;
    }

    /** Sends nothing more, whoever asks for it. */
    void close() {
        exporter.close();
    }

    private SdkMeterProviderBuilder register(SdkMeterProviderBuilder meters) {
        if (!sent) {
            return meters.registerMetricReader(page);
        }
        MetricReader periodic = PeriodicMetricReader.builder(exporter)
                .setInterval(config.metric().exportInterval())
                .build();
        return sameStorage(periodic)
                ? meters.registerMetricReader(new SharedMetricReader(periodic, page))
                : meters.registerMetricReader(periodic).registerMetricReader(page);
    }

    /** Whether what is sent is aggregated as what is read must be. */
    private static boolean sameStorage(MetricReader periodic) {
        return Arrays.stream(InstrumentType.values())
                .allMatch(type -> periodic.getAggregationTemporality(type) == AggregationTemporality.CUMULATIVE
                        && periodic.getDefaultAggregation(type).equals(Aggregation.defaultAggregation()));
    }
}
