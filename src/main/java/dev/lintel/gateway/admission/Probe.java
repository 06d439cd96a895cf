package dev.lintel.gateway.admission;

import dev.lintel.http.UnreadBody;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * What coding agents ask at their start to learn whether somebody is there: {@code HEAD /}, and {@code GET} or {@code HEAD
 * /api/hello}. It is no call, wants no key, and leaves no trace.
 */
public final class Probe {

    private Probe() {}

    /** Answers a request that is one, with an empty 200 which says nothing to a web page. Says whether it was. */
    public static boolean answers(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!isProbe(request.method(), request.path())) {
            return false;
        }
        routing.response().putHeader(HttpHeaders.CONTENT_LENGTH, "0").end();
        UnreadBody.giveUp(request, routing.vertx());
        return true;
    }

    private static boolean isProbe(HttpMethod method, @Nullable String path) {
        if (path == null) {
            return false;
        }
        boolean head = method.equals(HttpMethod.HEAD);
        return (head && path.equals("/")) || (path.equals("/api/hello") && (head || method.equals(HttpMethod.GET)));
    }
}
