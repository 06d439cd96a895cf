package dev.lintel.telemetry;

import dev.lintel.trace.HttpAttributes;
import dev.lintel.trace.IncomingCall;
import dev.lintel.trace.IncomingCallObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Tells what passes. One for the process; any thread may call. */
@Singleton
public final class Telemetry implements IncomingCallObserver {

    private final Tracer tracer;
    private final HttpMetrics metrics;

    Telemetry(OpenTelemetry openTelemetry, MalformedRequests malformed) {
        this.tracer = openTelemetry
                .tracerBuilder("dev.lintel")
                .setSchemaUrl(HttpAttributes.SCHEMA_URL)
                .build();
        this.metrics = new HttpMetrics(openTelemetry
                .meterBuilder("dev.lintel")
                .setSchemaUrl(HttpAttributes.SCHEMA_URL)
                .build());
        metrics.observe(malformed);
    }

    /** Starts telling of the call that a request is, on route {@code route}. */
    public CallObserver of(RoutingContext routing, String route) {
        Optional<IncomingCall> call = IncomingCall.of(routing);
        call.ifPresent(traced -> traced.route(route));
        return call.<CallObserver>map(traced -> new CallTelemetry(traced, tracer, metrics))
                .orElse(NoTelemetry.INSTANCE);
    }

    @Override
    public void began(IncomingCall call) {
        metrics.callBegan();
    }

    @Override
    public void ended(IncomingCall call, double seconds) {
        metrics.callEnded(call, seconds);
    }
}
