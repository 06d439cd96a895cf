package dev.lintel.gateway.routing;

import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The model that the query of a WebSocket's opening names: as {@code model}, or as {@code deployment}, as Azure has it. */
final class SocketQuery {

    private SocketQuery() {}

    /** The model; empty where none is named. */
    static Optional<String> model(HttpServerRequest request) {
        String query = request.query();
        if (query == null) {
            return Optional.empty();
        }
        for (String parameter : query.split("&", -1)) {
            if (isModel(parameter)) {
                String value = decoded(parameter.substring(parameter.indexOf('=') + 1));
                return value.isEmpty() ? Optional.empty() : Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** The query with this model in the place of the one that it names; all else as it was. */
    static @Nullable String withModel(@Nullable String query, String model) {
        if (query == null) {
            return null;
        }
        StringJoiner changed = new StringJoiner("&");
        for (String parameter : query.split("&", -1)) {
            int value = parameter.indexOf('=') + 1;
            boolean other =
                    isModel(parameter) && !decoded(parameter.substring(value)).equals(model);
            changed.add(
                    other
                            ? parameter.substring(0, value) + URLEncoder.encode(model, StandardCharsets.UTF_8)
                            : parameter);
        }
        return changed.toString();
    }

    private static boolean isModel(String parameter) {
        return parameter.startsWith("model=") || parameter.startsWith("deployment=");
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Not encoded as it must be: then it is what it is.
            return value;
        }
    }
}
