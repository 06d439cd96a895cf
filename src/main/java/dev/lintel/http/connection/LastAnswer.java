package dev.lintel.http.connection;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** An answer after which its connection of HTTP/1 is closed, by who hears of its end. */
public final class LastAnswer {

    private LastAnswer() {}

    /** Says so in the answer's head, which has not been sent yet. */
    public static void announce(RoutingContext routing) {
        routing.addHeadersEndHandler(
                beforeHead -> routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
    }
}
