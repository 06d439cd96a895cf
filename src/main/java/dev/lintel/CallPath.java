package dev.lintel;

import dev.lintel.openai.ApiError;
import dev.lintel.openai.Operation;
import dev.lintel.openai.RefusedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * What a call is about, by its method and path.
 *
 * @param rest what follows {@code /v1}, as it was written, with a slash in front
 * @param operation the operation that the call is, if Lintel understands it
 */
record CallPath(String rest, Optional<Operation> operation) {

    static final String PREFIX = "/v1/";

    static CallPath of(HttpServerRequest request) {
        String rest = request.path().substring(PREFIX.length() - 1);
        Optional<Operation> operation =
                request.method().equals(HttpMethod.POST) ? Operation.of(rest.substring(1)) : Optional.empty();
        return new CallPath(rest, operation);
    }

    /**
     * Refuses a path that a reader after Lintel may take for another one than Lintel does.
     *
     * @throws RefusedException for a dot segment (RFC 3986, section 3.3), plain or percent-encoded, and for a path
     *     that leads to {@code /v1/} only once it has been rewritten
     */
    static void requirePlain(String path) {
        // Nearly every path has neither a segment that begins with a dot nor anything encoded.
        if (!path.contains("/.") && path.indexOf('%') < 0 && path.indexOf('\\') < 0) {
            return;
        }
        String decoded = path.toLowerCase(Locale.ROOT)
                .replace("%2e", ".")
                .replace("%2f", "/")
                .replace("%5c", "\\");
        for (String segment : decoded.split("[/\\\\]", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new RefusedException(ApiError.invalidRequest(
                        400, "invalid_path", null, "The path has a dot segment ('.' or '..')."));
            }
        }
    }

    /** The route as conventions name it: the understood path, or {@code /v1/{rest}}. */
    String route() {
        return PREFIX + operation.map(Operation::path).orElse("{rest}");
    }
}
