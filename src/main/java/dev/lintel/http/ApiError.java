package dev.lintel.http;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * An error that Lintel itself answers, in OpenAI's envelope {@code {"error":{"message","type","param","code"}}} or in Anthropic's,
 * {@code {"type":"error","error":{"type","message"}}}.
 *
 * @param status the HTTP status code
 * @param message what is wrong, for a person; never holds a key or content
 * @param type OpenAI's class of error, e.g. {@code invalid_request_error}
 * @param param the field of the request that is at fault, if one is
 * @param code the error's stable name, for programs
 */
public record ApiError(
        int status, String message, String type, @Nullable String param, String code) {

    private static final String INVALID_REQUEST = "invalid_request_error";
    private static final String UPSTREAM = "upstream_error";

    /** A request that is wrong in itself: 400, or the more telling {@code status}. */
    public static ApiError invalidRequest(int status, String code, @Nullable String param, String message) {
        return new ApiError(status, message, INVALID_REQUEST, param, code);
    }

    /** A provider that could not be reached or did not answer as it should: 502, 503 or 504. */
    public static ApiError upstream(int status, String code, String message) {
        return new ApiError(status, message, UPSTREAM, null, code);
    }

    /** A fault of Lintel's own. The cause is logged and never shown. */
    public static ApiError internal() {
        return new ApiError(
                500, "Lintel failed on this call. The log has the cause.", "server_error", null, "internal");
    }

    /** Whose error it is: the client's below 500, the provider's where Lintel stands in for it (502, 504), else Lintel's own. */
    public ErrorType.Source source() {
        return ErrorType.Source.of(status);
    }

    /** What telemetry calls it. */
    public ErrorType errorType() {
        return new ErrorType(code, source());
    }

    /** OpenAI's envelope as JSON. */
    public String toJson() {
        JsonObject error = new JsonObject()
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return new JsonObject().put("error", error).encode();
    }

    /** Anthropic's envelope as JSON. Its clients know the classes of errors that stand with each status, and no codes. */
    public String toAnthropicJson() {
        JsonObject error = new JsonObject().put("type", anthropicType()).put("message", message);
        return new JsonObject().put("type", "error").put("error", error).encode();
    }

    private String anthropicType() {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            case 504 -> "timeout_error";
            default -> status < 500 ? INVALID_REQUEST : "api_error";
        };
    }
}
