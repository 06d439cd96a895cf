package dev.lintel.trace;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
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

    /** Telemetry that passes here is not traced: it would trace itself. */
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
        HttpServerRequest request = routing.request();
        if (request.method().equals(HttpMethod.POST) && TELEMETRY_PATHS.contains(request.path())) {
            return;
        }
        tracer.begin(routing);
    }
}
