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
 * Where each call comes in: the request is placed in its trace, admitted or refused, and taken over from JAX-RS, which never
 * hears of it again. Only the models endpoint goes on there.
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
