package dev.lintel;

import dev.lintel.openai.ApiError;
import dev.lintel.openai.RefusedException;
import dev.lintel.trace.TraceFilter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Lets in what is relayed, whatever its method, and refuses what never is.
 *
 * <p>JAX-RS wants a method of ours for each HTTP method, and there is no end of those: so a request to be relayed is
 * matched as a POST, while the request itself keeps the method that goes to the provider.
 */
@Provider
@PreMatching
@Priority(1)
public final class AdmissionFilter implements ContainerRequestFilter {

    private static final String MODELS = "/v1/models";

    private final Drain drain;

    AdmissionFilter(Drain drain) {
        this.drain = drain;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        RoutingContext routing = ((ResteasyReactiveRequestContext)
                        ((ResteasyReactiveContainerRequestContext) context).getServerRequestContext())
                .serverRequest()
                .unwrap(RoutingContext.class);
        drain.enter(routing);
        HttpServerRequest request = routing.request();
        String path = request.path();
        CallPath.requirePlain(path);
        requireNoUpgrade(request);
        // What is meant for a collector never goes to a provider.
        if (!path.startsWith(CallPath.PREFIX) || TraceFilter.isTelemetry(routing)) {
            throw notFound(path);
        }
        if (!isModelList(request)) {
            context.setMethod(HttpMethod.POST);
        }
    }

    private static boolean isModelList(HttpServerRequest request) {
        return request.method().equals(io.vertx.core.http.HttpMethod.GET)
                && request.path().equals(MODELS);
    }

    // RFC 9110, section 7.8. An offer of HTTP/2 is not such a request: clients make it in passing, to be ignored.
    private static void requireNoUpgrade(HttpServerRequest request) {
        String upgrade = request.getHeader(HttpHeaders.UPGRADE);
        if (upgrade != null && !upgrade.equalsIgnoreCase("h2c")) {
            throw new RefusedException(ApiError.invalidRequest(
                    501, "upgrade_not_supported", null, "Lintel does not relay protocol upgrades such as WebSocket."));
        }
    }

    private static RefusedException notFound(String path) {
        return new RefusedException(
                ApiError.invalidRequest(404, "not_found", null, "There is nothing at '" + path + "'."));
    }
}
