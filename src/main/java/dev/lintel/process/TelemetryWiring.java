package dev.lintel.process;

import dev.lintel.callers.Callers;
import dev.lintel.callers.prices.Prices;
import dev.lintel.callers.prices.PricesConfig;
import dev.lintel.callers.prices.file.PriceFile;
import dev.lintel.providers.Providers;
import dev.lintel.telemetry.MalformedRequests;
import dev.lintel.telemetry.Telemetry;
import dev.lintel.telemetry.capture.ContentCapture;
import dev.lintel.telemetry.convention.InstrumentationScope;
import dev.lintel.telemetry.log.AccessLog;
import dev.lintel.telemetry.metrics.BreakerMetrics;
import dev.lintel.telemetry.spans.CallSpans;
import dev.lintel.trace.CallTracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.Logger;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes what records calls, and what it charges them by. */
@Singleton
final class TelemetryWiring {

    @Produces
    @Singleton
    @Startup
    Prices prices(PricesConfig configured) {
        return RefusedStart.checked(
                "prices.file: ", () -> configured.file().map(PriceFile::read).orElse(Prices.NONE));
    }

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
    Telemetry telemetry(
            CallTracer tracer,
            OpenTelemetry openTelemetry,
            Prices prices,
            ContentCapture content,
            CallSpans spans,
            AccessLog log,
            MalformedRequests malformed,
            Providers providers,
            Callers callers,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        malformed.observe(InstrumentationScope.meter(openTelemetry));
        BreakerMetrics.observe(InstrumentationScope.meter(openTelemetry), providers::members);
        return new Telemetry(tracer, openTelemetry, () -> prices, content, spans, log, disabled, callers.countUse());
    }
}
