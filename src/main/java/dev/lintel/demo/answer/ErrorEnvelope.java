package dev.lintel.demo.answer;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** How a failure is written. */
public final class ErrorEnvelope {

    private ErrorEnvelope() {}

    /** In OpenAI's form, with the code {@code demo_} and the status. */
    public static JsonObject ofOpenAi(int status, String message) {
        String type = status == 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error";
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("message", message)
                                .put("type", type)
                                .putNull("param")
                                .put("code", "demo_" + status));
    }

    /** In Anthropic's form. */
    static JsonObject ofAnthropic(int status, String message) {
        return new JsonObject()
                .put("type", "error")
                .put(
                        "error",
                        new JsonObject().put("type", anthropicType(status)).put("message", message))
                .put("request_id", "req_demo_" + UUID.randomUUID());
    }

    private static String anthropicType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }
}
