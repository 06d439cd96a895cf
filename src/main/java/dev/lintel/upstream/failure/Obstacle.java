package dev.lintel.upstream.failure;

import dev.lintel.http.ApiError;
import dev.lintel.http.ErrorType;

/**
 * What goes wrong between Lintel and a provider: the one list, with what a client is answered and what telemetry calls it.
 * Whatever a library throws is one of these.
 */
public enum Obstacle {
    /** Nobody knows its host. */
    UNKNOWN_HOST("unknown_host", 502, "upstream_unreachable"),
    /** It, or its proxy, refuses the connection. */
    CONNECTION_REFUSED("connection_refused", 502, "upstream_unreachable"),
    /** TLS could not be agreed on. */
    TLS_FAILED("tls_failed", 502, "upstream_unreachable"),
    /** It does not speak HTTP/2 though it has agreed to. */
    HTTP2_NOT_SPOKEN("http2_not_spoken", 502, "upstream_unreachable"),
    /** No connection could be made, for another reason. */
    CONNECT_FAILED("connect_failed", 502, "upstream_unreachable"),
    /** Too many calls are under way. */
    BUSY("upstream_busy", 503, "upstream_busy"),
    /** It has failed too often, and is left alone for a while. */
    LEFT_ALONE("breaker_open", 503, "upstream_unavailable"),
    /** No connection stood in time. */
    CONNECT_TIMEOUT("connect_timeout", 504, "upstream_timeout"),
    /** No answer's head came in time. */
    FIRST_BYTE_TIMEOUT("first_byte_timeout", 504, "upstream_timeout"),
    /** No further piece of the answer came in time. */
    IDLE_TIMEOUT("idle_timeout", 504, "upstream_timeout"),
    /** The whole call has taken too long. */
    TOTAL_TIMEOUT("total_timeout", 504, "upstream_timeout"),
    /** An answer came, and its status says no. */
    REFUSED("upstream_refused", 502, "upstream_invalid_response"),
    /** What came is not HTTP, or exceeds its bounds. */
    INVALID_RESPONSE("invalid_response", 502, "upstream_invalid_response"),
    /** The connection broke before the answer's head. */
    BROKEN("connection_closed", 502, "upstream_closed"),
    /** The connection broke after the answer's head and before its end. */
    INCOMPLETE("incomplete_stream", 502, "upstream_closed"),
    /** Lintel itself broke the call off, to end. */
    SHUTDOWN("shutdown", 503, "shutting_down"),
    /** What broke off, or is not valid HTTP, is the client's body on its way to the provider. */
    BROKEN_UPLOAD("invalid_body", 400, "invalid_body");

    private final String value;
    private final int status;
    private final String code;

    Obstacle(String value, int status, String code) {
        this.value = value;
        this.status = status;
        this.code = code;
    }

    /** What telemetry calls it. */
    public ErrorType errorType() {
        return new ErrorType(value, answer("").source());
    }

    /** Whether it says that something is wrong with the provider. */
    boolean isOfProvider() {
        return answer("").source() == ErrorType.Source.PROVIDER && this != TOTAL_TIMEOUT && this != REFUSED;
    }

    /** What a client is answered, with this message. */
    ApiError answer(String message) {
        return this == BROKEN_UPLOAD
                ? ApiError.invalidRequest(status, code, null, message)
                : ApiError.upstream(status, code, message);
    }
}
