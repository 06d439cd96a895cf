package dev.lintel.export.metrics;

import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * All metrics as text at {@code /q/metrics}, as Prometheus reads it; as OpenMetrics for who accepts that. Empty where
 * telemetry is switched off.
 */
@Singleton
final class MetricsPage {

    private static final int USUAL_SIZE = 32 * 1024;

    private final PrometheusMetricReader metrics;
    private final ExpositionFormatWriter plain = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter open = OpenMetricsTextFormatWriter.create();

    MetricsPage(MetricExport export) {
        this.metrics = export.page();
    }

    void serve(@Observes Router router) {
        // Not on the event loop: it waits while metrics are collected to be sent.
        router.get("/q/metrics").blockingHandler(this::answer, false);
    }

    private void answer(RoutingContext routing) {
        ExpositionFormatWriter writer = open.accepts(routing.request().getHeader(HttpHeaders.ACCEPT)) ? open : plain;
        ByteArrayOutputStream text = new ByteArrayOutputStream(USUAL_SIZE);
        try {
            writer.write(text, MetricFamilies.shown(metrics.collect()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        routing.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, writer.getContentType())
                .end(Buffer.buffer(text.toByteArray()));
    }
}
