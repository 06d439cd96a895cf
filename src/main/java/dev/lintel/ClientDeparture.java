package dev.lintel;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Notices that a client leaves before its answer has ended. On the call's event loop. */
final class ClientDeparture {

    private @Nullable Runnable reaction;
    private boolean departed;

    private ClientDeparture() {}

    static ClientDeparture of(RoutingContext routing) {
        ClientDeparture departure = new ClientDeparture();
        HttpServerResponse response = routing.response();
        routing.addEndHandler(over -> {
            if (!response.ended()) {
                departure.happen();
            }
        });
        return departure;
    }

    /** What is to happen then, in the place of what was said before; at once, if the client has left. */
    void then(Runnable newReaction) {
        reaction = newReaction;
        if (departed) {
            newReaction.run();
        }
    }

    private void happen() {
        if (!departed) {
            departed = true;
            if (reaction != null) {
                reaction.run();
            }
        }
    }
}
