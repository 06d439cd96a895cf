package dev.lintel.export.metrics;

import dev.lintel.export.otlp.OtlpMetricExporter;
import dev.lintel.export.otlp.OtlpSender;
import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.DefaultAggregationSelector;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterMetricsConfig;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterRuntimeConfig;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The two ways that metrics take out of the process: sent from time to time by OTLP, and read at {@code /q/metrics}.
 *
 * <p>Both read one storage where they can: a second one would make each measurement twice as dear. Quarkus' own metrics are
 * switched off: they bring Java Flight Recorder into the executable.
 */
@Singleton
public final class MetricExport implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {

    private static final String GRPC_PATH = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    private static final String HTTP_PATH = "/v1/metrics";

    private final Optional<SentMetricReader> sent;
    private final PrometheusMetricReader page = new PrometheusMetricReader(null);

    MetricExport(OTelRuntimeConfig config, OtlpExporterRuntimeConfig otlp, TlsConfigurationRegistry tls, Vertx vertx) {
        Optional<URI> endpoint = config.sdkDisabled() ? Optional.empty() : OtlpSender.endpoint(otlp.metrics(), otlp);
        this.sent = endpoint.map(to -> new SentMetricReader(
                exporter(to, otlp, tls, vertx), config.metric().exportInterval()));
    }

    private static OtlpMetricExporter exporter(
            URI to, OtlpExporterRuntimeConfig otlp, TlsConfigurationRegistry tls, Vertx vertx) {
        OtlpSender sender =
                new OtlpSender("metrics", otlp.metrics(), to, GRPC_PATH, OtlpSender.pathBelow(to, HTTP_PATH), tls);
        return new OtlpMetricExporter(sender.client(vertx), temporality(otlp.metrics()), aggregation(otlp.metrics()));
    }

    @Override
    public void customize(AutoConfiguredOpenTelemetrySdkBuilder builder) {
        builder.addMeterProviderCustomizer((meters, properties) -> register(meters));
    }

    /** What is read. */
    PrometheusMetricReader page() {
        return page;
    }

    /** Sends what there is now. */
    public CompletableResultCode send() {
        return sent.map(SentMetricReader::send).orElseGet(CompletableResultCode::ofSuccess);
    }

    /** Sends nothing more, whoever asks for it. */
    public void close() {
        sent.ifPresent(SentMetricReader::end);
    }

    private SdkMeterProviderBuilder register(SdkMeterProviderBuilder meters) {
        return sent.map(reader -> register(meters, reader)).orElseGet(() -> meters.registerMetricReader(page));
    }

    private SdkMeterProviderBuilder register(SdkMeterProviderBuilder meters, MetricReader periodic) {
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

    private static AggregationTemporalitySelector temporality(OtlpExporterMetricsConfig config) {
        String preference = config.temporalityPreference().orElse("cumulative");
        return switch (preference.toLowerCase(Locale.ROOT)) {
            case "cumulative" -> AggregationTemporalitySelector.alwaysCumulative();
            case "delta" -> AggregationTemporalitySelector.deltaPreferred();
            case "lowmemory" -> AggregationTemporalitySelector.lowMemory();
            default ->
                throw OtlpSender.refused("metrics.temporality-preference", preference, "cumulative, delta, lowmemory");
        };
    }

    private static DefaultAggregationSelector aggregation(OtlpExporterMetricsConfig config) {
        String histograms = config.defaultHistogramAggregation().orElse("explicit_bucket_histogram");
        return switch (histograms.toLowerCase(Locale.ROOT)) {
            case "explicit_bucket_histogram" -> DefaultAggregationSelector.getDefault();
            case "base2_exponential_bucket_histogram" ->
                DefaultAggregationSelector.getDefault()
                        .with(InstrumentType.HISTOGRAM, Aggregation.base2ExponentialBucketHistogram());
            default ->
                throw OtlpSender.refused(
                        "metrics.default-histogram-aggregation",
                        histograms,
                        "explicit_bucket_histogram, base2_exponential_bucket_histogram");
        };
    }
}
