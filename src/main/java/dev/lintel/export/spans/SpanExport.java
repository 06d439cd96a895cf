package dev.lintel.export.spans;

import dev.lintel.export.otlp.OtlpClient;
import dev.lintel.export.otlp.OtlpSender;
import dev.lintel.telemetry.convention.InstrumentationScope;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkus.arc.Unremovable;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterRuntimeConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Exports the spans of calls by OTLP, in batches, counted. Any thread may call. */
@Singleton
@Unremovable
public final class SpanExport implements Consumer<SpanData> {

    private static final String GRPC_PATH = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private static final String HTTP_PATH = "/v1/traces";

    /** What gRPC servers take of one message unless they are told otherwise, less what stands around the spans. */
    private static final int MAX_BATCH_BYTES = 4 * 1024 * 1024 - 64 * 1024;

    private static final int DUE_SPANS = 512;
    private static final int PAGE_BYTES = 32 * 1024;
    private static final int USUAL_SPAN_BYTES = 1024;
    private static final long MIN_QUEUE_BYTES = 64 * 1024;
    private static final int MAX_IN_FLIGHT = 64;

    private final Flush flush;
    private final @Nullable OtlpClient collector;
    private final SpanCounts counts;
    private final LossLog losses;
    private final SpanQueue queue;
    private final SpanSender sender;
    private volatile Resource resource = Resource.empty();

    SpanExport(
            OTelRuntimeConfig sdk,
            OtlpExporterRuntimeConfig otlp,
            ExportConfig export,
            Flush flush,
            Vertx vertx,
            TlsConfigurationRegistry tls,
            SpanCounts counts,
            @ConfigProperty(name = "OTEL_BSP_MAX_QUEUE_SIZE") Optional<Integer> maxQueueSpans,
            @ConfigProperty(name = "OTEL_BSP_MAX_EXPORT_BATCH_SIZE") Optional<Integer> maxBatchSpans,
            @ConfigProperty(name = "lintel.otlp.traces.url") Optional<String> wholeUrl) {
        Optional<URI> endpoint = sdk.sdkDisabled() ? Optional.empty() : OtlpSender.endpoint(otlp.traces(), otlp);
        check(export);
        this.flush = flush;
        this.collector = endpoint.map(to ->
                        new OtlpSender("traces", otlp.traces(), to, GRPC_PATH, path(to, wholeUrl), tls).client(vertx))
                .orElse(null);
        this.counts = counts;
        this.losses = new LossLog(counts, System::nanoTime);
        int batch = maxBatchSpans.orElse(Integer.MAX_VALUE);
        this.queue = new SpanQueue(
                counts,
                export.queue().asLongValue(),
                maxQueueSpans.orElse(Integer.MAX_VALUE),
                (int) Math.min(PAGE_BYTES, (long) USUAL_SPAN_BYTES * Math.max(1, batch)),
                batch);
        this.sender = new SpanSender(
                queue,
                counts,
                losses,
                () -> resource,
                message -> Objects.requireNonNull(collector).send(message),
                new SpanSender.Pace(
                        sdk.bsp().scheduleDelay(),
                        sdk.bsp().exportTimeout(),
                        export.inFlight(),
                        MAX_BATCH_BYTES,
                        batch,
                        Math.min(batch, DUE_SPANS)));
    }

    void observe(@Observes StartupEvent started, OpenTelemetry openTelemetry) {
        queue.observe(InstrumentationScope.meter(openTelemetry));
    }

    /**
     * Checks how much may wait.
     *
     * @throws ConfigValidationException naming the key at fault
     */
    public static void check(ExportConfig export) {
        if (export.queue().asBigInteger().bitLength() >= Long.SIZE) {
            throw refused("export.queue: so many bytes there cannot be");
        }
        if (export.queue().asLongValue() < MIN_QUEUE_BYTES) {
            throw refused("export.queue: it must be 64K or more");
        }
        if (export.inFlight() < 1 || export.inFlight() > MAX_IN_FLIGHT) {
            throw refused("export.in_flight: " + export.inFlight() + " is not between 1 and " + MAX_IN_FLIGHT);
        }
    }

    private static ConfigValidationException refused(String problem) {
        return new ConfigValidationException(new Problem[] {new Problem(problem)});
    }

    @Override
    public void accept(SpanData ended) {
        if (collector == null) {
            return;
        }
        if (resource != ended.getResource()) {
            resource = ended.getResource();
        }
        if (!queue.offer(ended)) {
            return;
        }
        if (flush == Flush.ON_RESPONSE && ended.getKind() == SpanKind.SERVER) {
            sender.send();
        } else {
            sender.added();
        }
    }

    /** Sends all that waits, and waits until it is known what has become of it, or {@code limit} is over. */
    public void flush(Duration limit) {
        if (collector != null) {
            sender.flush(limit);
        }
    }

    /** The end is near: what is lost from now on is logged then. */
    public void beginEnd() {
        losses.beginEnd();
    }

    /** What has not been exported never will be, and the log says how much that is. To be called once. */
    public void end() {
        counts.giveUp();
        losses.end();
    }

    @PreDestroy
    void close() {
        sender.close();
        if (collector != null) {
            collector.shutdown();
        }
    }

    // The SDK's own way to a collector: Quarkus makes none where there is another, and this one takes nothing.
    @Produces
    @Singleton
    static SpanExporter noExporter() {
        return SpanExporter.composite();
    }

    @Produces
    @Singleton
    @Identifier("otlp")
    static SpanProcessor noProcessor() {
        return SpanProcessor.composite();
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
}
