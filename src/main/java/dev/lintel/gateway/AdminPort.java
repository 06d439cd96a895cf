package dev.lintel.gateway;

import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * The port on which Lintel is looked after: health, metrics and the viewer are there alone, and calls are not.
 *
 * @param number 0 where all of them share the port of calls
 */
public record AdminPort(int number) {

    private static final List<String> PATHS = List.of("/q", "/traces");

    /** Whether there is one. */
    public boolean exists() {
        return number != 0;
    }

    /** Whether a request came to it. */
    boolean takes(RoutingContext routing) {
        return exists() && routing.request().localAddress().port() == number;
    }

    /** Whether a request is for what is on it alone. */
    boolean serves(RoutingContext routing) {
        return exists() && isWithin(routing.normalizedPath());
    }

    private static boolean isWithin(String path) {
        return PATHS.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }
}
