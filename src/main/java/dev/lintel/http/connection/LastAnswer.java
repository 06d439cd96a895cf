package dev.lintel.http.connection;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** An answer after which its connection of HTTP/1 is closed. */
public final class LastAnswer {

    private LastAnswer() {}

    /** Says so in the answer's head, which has not been sent yet, and closes the connection after it. */
    public static void announce(RoutingContext routing) {
        HttpConnection connection = routing.request().connection();
        routing.addHeadersEndHandler(beforeHead -> routing.response().putHeader(HttpHeaders.CONNECTION, "close"));
        routing.addEndHandler(over -> connection.close());
    }
}
