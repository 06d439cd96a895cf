package dev.lintel.gateway;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Where a request comes in that {@link RouterEntry} has left to JAX-RS: it is placed in its trace, and admitted or refused. Only the list of
 * models goes on there; a path that nothing is at is taken over and refused as a call, and JAX-RS never hears of it again.
 */
@Provider
@PreMatching
@Priority(0)
public final class CallFilter implements ContainerRequestFilter {

    private final Gateway gateway;

    CallFilter(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        ResteasyReactiveContainerRequestContext request = (ResteasyReactiveContainerRequestContext) context;
        RoutingContext routing = ((ResteasyReactiveRequestContext) request.getServerRequestContext())
                .serverRequest()
                .unwrap(RoutingContext.class);
        if (gateway.takes(routing)) {
            // Never resumed: whatever JAX-RS would still do, it would do to an answer that is not its own.
            request.suspend();
        }
    }
}
