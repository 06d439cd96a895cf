package dev.lintel.telemetry;

import dev.lintel.trace.IncomingCall;
import dev.lintel.trace.IncomingCallObserver;
import dev.lintel.trace.InstrumentationScope;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tells what passes. One for the process; any thread may call. */
@Singleton
public final class Telemetry implements IncomingCallObserver {

    private final Instruments instruments;
    private final boolean disabled;

    Telemetry(
            OpenTelemetry openTelemetry,
            ContentCapture content,
            MalformedRequests malformed,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        this.disabled = disabled;
        Tracer tracer = InstrumentationScope.tracer(openTelemetry);
        Meter meter = InstrumentationScope.meter(openTelemetry);
        HttpMetrics http = new HttpMetrics(meter);
        http.observe(malformed);
        this.instruments = new Instruments(tracer, http, new GenAiMetrics(meter), content);
    }

    /** Whether answers are read, so that they should come in a form that can be. */
    public boolean readsAnswers() {
        return !disabled;
    }

    /** Who hears of the call that a request is. */
    public CallObserver of(RoutingContext routing) {
        Optional<IncomingCall> call = IncomingCall.of(routing);
        return call.isPresent() && call.get().follower() instanceof CallTelemetry telling
                ? telling
                : NoTelemetry.INSTANCE;
    }

    @Override
    public Follower began(IncomingCall call) {
        instruments.http().callBegan();
        return new CallTelemetry(call, instruments);
    }
}
