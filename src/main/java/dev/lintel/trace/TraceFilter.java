package dev.lintel.trace;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Puts each request that reaches JAX-RS into its trace, before anything else looks at it. Whatever its headers hold, the
 * request goes on.
 */
@Provider
@PreMatching
@Priority(0)
public final class TraceFilter implements ContainerRequestFilter {

    private static final Set<String> TELEMETRY_PATHS = Set.of("/v1/traces", "/v1/metrics", "/v1/logs");

    private final CallTracer tracer;

    TraceFilter(CallTracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        RoutingContext routing = ((ResteasyReactiveRequestContext)
                        ((ResteasyReactiveContainerRequestContext) context).getServerRequestContext())
                .serverRequest()
                .unwrap(RoutingContext.class);
        // Telemetry that passes here would trace itself.
        if (!isTelemetry(routing)) {
            tracer.begin(routing);
        }
    }

    /** Whether a request brings telemetry by OTLP over HTTP, however its path is written. */
    public static boolean isTelemetry(RoutingContext routing) {
        if (!routing.request().method().equals(HttpMethod.POST)) {
            return false;
        }
        String path = routing.normalizedPath();
        return TELEMETRY_PATHS.contains(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }
}
