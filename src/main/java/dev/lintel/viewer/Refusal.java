package dev.lintel.viewer;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.jspecify.annotations.Nullable;

/**
 * An answer that shows no trace, in OpenAI's envelope as all of Lintel's errors are.
 *
 * @param param the parameter that is at fault, if one is
 */
record Refusal(int status, String code, @Nullable String param, String message) {

    static final Refusal ONLY_LOOKED_AT =
            new Refusal(405, "method_not_allowed", null, "Traces can be looked at, and nothing else.");
    static final Refusal MISDIRECTED =
            new Refusal(421, "host_not_allowed", null, "In the dev profile traces are shown only at a loopback host.");
    static final Refusal NO_KEY = new Refusal(
            401,
            "missing_access_key",
            null,
            "viewer.access_key is wanted, as 'Authorization: Bearer' or once as '?key='.");
    static final Refusal NOT_FOUND =
            new Refusal(404, "not_found", null, "There is no such trace or session, or not any more.");
    static final Refusal BUSY = new Refusal(503, "viewer_busy", null, "The viewer is busy.");
    static final Refusal FAILED = new Refusal(500, "internal", null, "Lintel failed. The log has the cause.");

    String toJson() {
        return "{\"error\":{\"message\":" + quoted(message) + ",\"type\":"
                + quoted(status < 500 ? "invalid_request_error" : "server_error") + ",\"param\":"
                + (param == null ? "null" : quoted(param)) + ",\"code\":" + quoted(code) + "}}\n";
    }

    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
