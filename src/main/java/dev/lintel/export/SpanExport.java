package dev.lintel.export;

import dev.lintel.export.otlp.OtlpClient;
import dev.lintel.export.otlp.OtlpSender;
import io.opentelemetry.exporter.internal.otlp.traces.LowAllocationTraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkus.opentelemetry.runtime.config.runtime.BatchSpanProcessorConfig;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterRuntimeConfig;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The way that spans take out of the process: in batches, by OTLP, counted.
 *
 * <p>Quarkus leaves this way to us when there is a bean that exports spans: its own could not be counted.
 */
@Singleton
final class SpanExport {

    private static final String GRPC_PATH = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private static final String HTTP_PATH = "/v1/traces";

    @Produces
    @Singleton
    SpanExporter exporter(
            OTelRuntimeConfig sdk,
            OtlpExporterRuntimeConfig otlp,
            Vertx vertx,
            TlsConfigurationRegistry tls,
            SpanCounts counts,
            @ConfigProperty(name = "lintel.otlp.traces.url") Optional<String> wholeUrl) {
        Optional<URI> endpoint = sdk.sdkDisabled() ? Optional.empty() : OtlpSender.endpoint(otlp.traces(), otlp);
        return endpoint.<SpanExporter>map(to -> new CountedSpanExporter(
                        new Otlp(new OtlpSender("traces", otlp.traces(), to, GRPC_PATH, path(to, wholeUrl), tls)
                                .client(vertx)),
                        counts))
                .orElseGet(SpanExporter::composite);
    }

    @Produces
    @Singleton
    @Identifier("otlp")
    SpanProcessor processor(SpanExporter exporter, OTelRuntimeConfig sdk, SpanCounts counts, Flush flush, Vertx vertx) {
        if (!(exporter instanceof CountedSpanExporter)) {
            return SpanProcessor.composite();
        }
        BatchSpanProcessorConfig config = sdk.bsp();
        SpanProcessor batches = BatchSpanProcessor.builder(exporter)
                .setScheduleDelay(config.scheduleDelay())
                .setMaxQueueSize(config.maxQueueSize())
                .setMaxExportBatchSize(config.maxExportBatchSize())
                .setExporterTimeout(config.exportTimeout())
                .build();
        SpanProcessor counted = new BoundedSpanProcessor(batches, config.maxQueueSize(), counts);
        return switch (flush) {
            case INTERVAL -> counted;
            case ON_RESPONSE ->
                new PromptSpanProcessor(counted, counts, next -> vertx.setTimer(1, passed -> next.run()));
        };
    }

    /** The path over HTTP: of a whole URL its own, as it is; else that of traces below the endpoint's. */
    private static String path(URI endpoint, Optional<String> wholeUrl) {
        if (wholeUrl.filter(endpoint.toString()::equals).isEmpty()) {
            return OtlpSender.pathBelow(endpoint, HTTP_PATH);
        }
        String path = Objects.requireNonNullElse(endpoint.getRawPath(), "");
        String query = endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery();
        return (path.isEmpty() ? "/" : path) + query;
    }

    /** Writes all batches with one marshaler: one that is made for each allocates more than the calls themselves. */
    private static final class Otlp implements SpanExporter {

        private final OtlpClient collector;
        private final LowAllocationTraceRequestMarshaler request = new LowAllocationTraceRequestMarshaler();

        Otlp(OtlpClient collector) {
            this.collector = collector;
        }

        // The processor exports on one thread.
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            request.initialize(spans);
            try {
                return collector.send(request);
            } finally {
                request.reset();
            }
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return collector.shutdown();
        }
    }
}
