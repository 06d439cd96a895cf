package dev.lintel.export;

import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.Logger;
import org.jspecify.annotations.Nullable;

/** Sends the log by OTLP, too, when {@code OTEL_LOGS_EXPORTER=otlp} asks for it. */
@Singleton
final class LogExport {

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
}
