import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;

final class Tracing {

    // Reads OTEL_*, and sends the spans that still wait when the process exits.
    private static final OpenTelemetry SDK =
            AutoConfiguredOpenTelemetrySdk.initialize().getOpenTelemetrySdk();

    static final Tracer TRACER = SDK.getTracer("my-agent");
    static final TextMapPropagator PROPAGATOR = SDK.getPropagators().getTextMapPropagator();

    private Tracing() {}
}
