package dev.lintel.gateway;

import dev.lintel.http.connection.PipelinedRequests;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * What comes to the router before any filter sees it: each request may wait for an answer behind only so many others; and those
 * that the router refuses, without a valid Host or path, are refused calls, too.
 */
@Singleton
final class RouterEntry {

    private final Gateway gateway;

    RouterEntry(Gateway gateway) {
        this.gateway = gateway;
    }

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(RouterEntry::came).failureHandler(this::failed);
    }

    private static void came(RoutingContext routing) {
        PipelinedRequests.bound(routing.request());
        routing.next();
    }

    private void failed(RoutingContext routing) {
        String path = routing.request().path();
        boolean refused = routing.request().authority() == null || path == null || !path.startsWith("/");
        if (refused && !routing.response().ended()) {
            gateway.refuses(routing);
        } else {
            routing.next();
        }
    }
}
