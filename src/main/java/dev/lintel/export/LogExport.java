package dev.lintel.export;

import dev.lintel.export.otlp.OtlpClient;
import dev.lintel.export.otlp.OtlpMessage;
import dev.lintel.export.otlp.OtlpSender;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.exporter.internal.otlp.logs.LogsRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterRuntimeConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.Logger;
import org.jspecify.annotations.Nullable;

/** Sends the log by OTLP, too, when {@code OTEL_LOGS_EXPORTER=otlp} asks for it. */
@Singleton
final class LogExport {

    private static final String GRPC_PATH = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
    private static final String HTTP_PATH = "/v1/logs";

    private final OpenTelemetry openTelemetry;
    private final boolean wanted;
    private @Nullable OtlpLogHandler handler;

    LogExport(
            OpenTelemetry openTelemetry,
            @ConfigProperty(name = "OTEL_LOGS_EXPORTER") Optional<String> exporter,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        this.openTelemetry = openTelemetry;
        this.wanted = !disabled && exporter.filter("otlp"::equals).isPresent();
    }

    void begin(@Observes StartupEvent started) {
        if (wanted) {
            handler = new OtlpLogHandler(openTelemetry.getLogsBridge());
            Logger.getLogger("").addHandler(handler);
        }
    }

    @PreDestroy
    void end() {
        if (handler != null) {
            Logger.getLogger("").removeHandler(handler);
        }
    }

    @Produces
    @Singleton
    static LogRecordExporter exporter(
            OTelRuntimeConfig sdk, OtlpExporterRuntimeConfig otlp, Vertx vertx, TlsConfigurationRegistry tls) {
        Optional<URI> endpoint = sdk.sdkDisabled() ? Optional.empty() : OtlpSender.endpoint(otlp.logs(), otlp);
        return endpoint.<LogRecordExporter>map(to -> new Otlp(
                        new OtlpSender("logs", otlp.logs(), to, GRPC_PATH, OtlpSender.pathBelow(to, HTTP_PATH), tls)
                                .client(vertx)))
                .orElseGet(LogRecordExporter::composite);
    }

    private record Otlp(OtlpClient collector) implements LogRecordExporter {

        @Override
        public CompletableResultCode export(Collection<LogRecordData> lines) {
            return collector.send(OtlpMessage.of(LogsRequestMarshaler.create(lines)));
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
