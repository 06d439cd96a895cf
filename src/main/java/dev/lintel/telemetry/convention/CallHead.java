package dev.lintel.telemetry.convention;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;

/**
 * What a call begins with: a request of HTTP, or, where that has opened a WebSocket, one turn on it.
 *
 * @param request which must not be changed
 * @param headers what it says, and what the turn says in their place
 * @param client the address that it comes from; empty where that is not known
 * @param turn whether it is a turn
 */
public record CallHead(HttpServerRequest request, MultiMap headers, String client, boolean turn) {

    /** A request. */
    public static CallHead of(HttpServerRequest request, String client) {
        return new CallHead(request, request.headers(), client, false);
    }

    /** The request's method, as conventions name it; {@code WS} for a turn. */
    public String method() {
        return turn ? "WS" : HttpAttributes.methodName(request.method());
    }
}
