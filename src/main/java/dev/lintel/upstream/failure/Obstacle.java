package dev.lintel.upstream.failure;

import dev.lintel.http.ApiError;
import dev.lintel.http.ErrorType;

/**
 * What goes wrong between Lintel and a provider: the one list, with what a client is answered and what telemetry calls it.
 * Whatever a library throws is one of these.
 */
public enum Obstacle {
    /** Nobody knows its host. */
    UNKNOWN_HOST("unknown_host", Answers.UNREACHABLE),
    /** It, or its proxy, refuses the connection. */
    CONNECTION_REFUSED("connection_refused", Answers.UNREACHABLE),
    /** TLS could not be agreed on. */
    TLS_FAILED("tls_failed", Answers.UNREACHABLE),
    /** It does not speak HTTP/2 though it has agreed to. */
    HTTP2_NOT_SPOKEN("http2_not_spoken", Answers.UNREACHABLE),
    /** No connection could be made, for another reason. */
    CONNECT_FAILED("connect_failed", Answers.UNREACHABLE),
    /** Too many calls are under way. */
    BUSY("upstream_busy", Answers.BUSY),
    /** It has failed too often, and is left alone for a while. */
    LEFT_ALONE("breaker_open", Answers.UNAVAILABLE),
    /** No connection stood in time. */
    CONNECT_TIMEOUT("connect_timeout", Answers.TIMEOUT),
    /** No answer's head came in time. */
    FIRST_BYTE_TIMEOUT("first_byte_timeout", Answers.TIMEOUT),
    /** No further piece of the answer came in time. */
    IDLE_TIMEOUT("idle_timeout", Answers.TIMEOUT),
    /** The whole call has taken too long. */
    TOTAL_TIMEOUT("total_timeout", Answers.TIMEOUT),
    /** An answer came, and its status says no. */
    REFUSED("upstream_refused", Answers.INVALID),
    /** What came is not HTTP, or exceeds its bounds. */
    INVALID_RESPONSE("invalid_response", Answers.INVALID),
    /** The connection broke before the answer's head. */
    BROKEN("connection_closed", Answers.CLOSED),
    /** The connection broke after the answer's head and before its end. */
    INCOMPLETE("incomplete_stream", Answers.CLOSED),
    /** Lintel itself broke the call off, to end. */
    SHUTDOWN("shutdown", Answers.SHUTTING_DOWN),
    /** What broke off, or is not valid HTTP, is the client's body on its way to the provider. */
    BROKEN_UPLOAD("invalid_body", Answers.INVALID_BODY);

    private final ApiError answer;
    private final ErrorType errorType;

    Obstacle(String value, ApiError answer) {
        this.answer = answer;
        this.errorType = new ErrorType(value, answer.source());
    }

    /** What telemetry calls it. */
    public ErrorType errorType() {
        return errorType;
    }

    /** Whether it says that something is wrong with the provider. */
    boolean isOfProvider() {
        return errorType.source() == ErrorType.Source.PROVIDER && this != TOTAL_TIMEOUT && this != REFUSED;
    }

    /** What a client is answered, with this message. */
    ApiError answer(String message) {
        return new ApiError(answer.status(), message, answer.type(), answer.param(), answer.code());
    }

    /** What clients are answered, but for the message. */
    private static final class Answers {

        static final ApiError UNREACHABLE = ApiError.upstream(502, "upstream_unreachable", "");
        static final ApiError BUSY = ApiError.upstream(503, "upstream_busy", "");
        static final ApiError UNAVAILABLE = ApiError.upstream(503, "upstream_unavailable", "");
        static final ApiError TIMEOUT = ApiError.upstream(504, "upstream_timeout", "");
        static final ApiError INVALID = ApiError.upstream(502, "upstream_invalid_response", "");
        static final ApiError CLOSED = ApiError.upstream(502, "upstream_closed", "");
        static final ApiError SHUTTING_DOWN = ApiError.upstream(503, "shutting_down", "");
        static final ApiError INVALID_BODY = ApiError.invalidRequest(400, "invalid_body", null, "");
    }
}
