package dev.lintel.process;

import dev.lintel.http.connection.TrustedProxies;
import dev.lintel.telemetry.Instruments;
import dev.lintel.telemetry.MalformedRequests;
import dev.lintel.telemetry.convention.InstrumentationScope;
import dev.lintel.telemetry.log.AccessLog;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.Logger;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes what calls are measured and logged with. */
@Singleton
final class TelemetryWiring {

    @Produces
    @Singleton
    AccessLog accessLog(
            OpenTelemetry openTelemetry,
            @ConfigProperty(name = "quarkus.log.console.json.enabled") boolean json,
            @ConfigProperty(name = "quarkus.log.console.stderr") boolean stderr,
            @ConfigProperty(name = "OTEL_LOGS_EXPORTER") Optional<String> logs,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        boolean sent = !disabled && logs.filter("otlp"::equals).isPresent();
        Logger otlp = sent ? openTelemetry.getLogsBridge().get(AccessLog.NAME) : null;
        AccessLog log = new AccessLog(StandardOutput.open(), json, otlp);
        log.nameLevels();
        if (!stderr) {
            log.standInForConsole();
        }
        return log;
    }

    void close(@Disposes AccessLog log) {
        log.close();
    }

    @Produces
    @Singleton
    Instruments instruments(
            OpenTelemetry openTelemetry,
            AccessLog log,
            MalformedRequests malformed,
            TrustedProxies proxies,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        malformed.observe(InstrumentationScope.meter(openTelemetry));
        return new Instruments(openTelemetry, log, proxies, disabled);
    }
}
