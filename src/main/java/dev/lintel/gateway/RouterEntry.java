package dev.lintel.gateway;

import dev.lintel.gateway.admission.Probe;
import dev.lintel.http.connection.PipelinedRequests;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Where each request comes in, before any filter sees it: it may wait for an answer behind only so many others, and is answered only at
 * the port that it belongs to. Calls to providers are taken over here; those that the router refuses, without a valid Host or path, are
 * refused calls, too. What only asks whether somebody is there is answered here.
 */
@Singleton
final class RouterEntry {

    private final Gateway gateway;
    private final AdminPort admin;

    RouterEntry(Gateway gateway, AdminPort admin) {
        this.gateway = gateway;
        this.admin = admin;
    }

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::came).failureHandler(this::failed);
    }

    private void came(RoutingContext routing) {
        PipelinedRequests.bound(routing.request());
        if (admin.takes(routing) == admin.serves(routing)) {
            if (!Probe.answers(routing) && !gateway.relays(routing)) {
                routing.next();
            }
        } else if (admin.takes(routing)) {
            gateway.turnsAway(routing);
        } else {
            // As any path that is not there.
            gateway.begin(routing);
        }
    }

    private void failed(RoutingContext routing) {
        String path = routing.request().path();
        boolean refused = routing.request().authority() == null || path == null || !path.startsWith("/");
        if (refused && !routing.response().ended()) {
            gateway.begin(routing);
        } else {
            routing.next();
        }
    }
}
