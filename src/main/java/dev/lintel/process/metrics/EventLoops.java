package dev.lintel.process.metrics;

import dev.lintel.telemetry.convention.InstrumentationScope;
import io.netty.util.concurrent.EventExecutor;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Measures how late each event loop is: one that something blocks holds up every call that is on it. */
@Singleton
final class EventLoops {

    private static final AttributeKey<Long> LOOP = AttributeKey.longKey("lintel.event_loop");

    private final boolean disabled;

    EventLoops(@ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        this.disabled = disabled;
    }

    void observe(@Observes StartupEvent started, Vertx vertx, OpenTelemetry openTelemetry) {
        if (disabled) {
            return;
        }
        Map<Attributes, LoopLag> loops = new LinkedHashMap<>();
        ContextInternal any = (ContextInternal) vertx.getOrCreateContext();
        for (EventExecutor loop : any.nettyEventLoop().parent()) {
            loops.put(Attributes.of(LOOP, (long) loops.size()), LoopLag.of(loop));
        }
        InstrumentationScope.meter(openTelemetry)
                .gaugeBuilder("lintel.event_loop.lag")
                .setUnit("s")
                .setDescription("How late an event loop was within the last minute, at most")
                .buildWithCallback(
                        measurement -> loops.forEach((loop, lag) -> measurement.record(lag.greatest() / 1e9, loop)));
    }
}
