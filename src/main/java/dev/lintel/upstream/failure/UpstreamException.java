package dev.lintel.upstream.failure;

import dev.lintel.http.ApiError;

/** A provider did not answer, or not to the end. Its message names the provider and never holds a key. */
public final class UpstreamException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** No connection could be made. */
        UNREACHABLE,
        /** Too many calls are under way. */
        BUSY,
        /** It has failed too often, and is left alone for a while. */
        LEFT_ALONE,
        /** No connection stood in time. */
        CONNECT_TIMEOUT,
        /** No answer's head came in time. */
        FIRST_BYTE_TIMEOUT,
        /** No further piece of the answer came in time. */
        IDLE_TIMEOUT,
        /** The whole call has taken too long. */
        TOTAL_TIMEOUT,
        /** An answer came, and its status says no. */
        REFUSED,
        /** What came is not HTTP, or exceeds its bounds. */
        INVALID_RESPONSE,
        /** The connection broke before the answer's head. */
        BROKEN,
        /** The connection broke after the answer's head and before its end. */
        INCOMPLETE,
        /** Lintel itself broke the call off, to end. */
        SHUTDOWN
    }

    private final Kind kind;
    private final String message;

    UpstreamException(Kind kind, String message, Throwable cause) {
        super(message, cause, false, false);
        this.kind = kind;
        this.message = message;
    }

    /** One that has no cause but its kind. */
    public UpstreamException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.message = message;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** Whether the connection broke before the answer's head. */
    public boolean isBroken() {
        return kind == Kind.BROKEN;
    }

    /** Whether it says that something is wrong with the provider. */
    public boolean isOfProvider() {
        return switch (kind) {
            case UNREACHABLE, CONNECT_TIMEOUT, FIRST_BYTE_TIMEOUT, IDLE_TIMEOUT, INVALID_RESPONSE, BROKEN, INCOMPLETE ->
                true;
            case BUSY, LEFT_ALONE, TOTAL_TIMEOUT, REFUSED, SHUTDOWN -> false;
        };
    }

    /** The value of {@code error.type}: few different ones, whatever goes wrong. */
    public String errorType() {
        return switch (kind) {
            case CONNECT_TIMEOUT -> "connect_timeout";
            case FIRST_BYTE_TIMEOUT -> "first_byte_timeout";
            case IDLE_TIMEOUT -> "idle_timeout";
            case TOTAL_TIMEOUT -> "total_timeout";
            case LEFT_ALONE -> "breaker_open";
            case INCOMPLETE -> "incomplete_stream";
            case SHUTDOWN -> "shutdown";
            case UNREACHABLE, BUSY, REFUSED, BROKEN, INVALID_RESPONSE ->
                (getCause() == null ? this : getCause()).getClass().getName();
        };
    }

    /** What a client is told of it. */
    public ApiError error() {
        return switch (kind) {
            case UNREACHABLE -> ApiError.upstream(502, "upstream_unreachable", message);
            case BUSY -> ApiError.upstream(503, "upstream_busy", message);
            case LEFT_ALONE -> ApiError.upstream(503, "upstream_unavailable", message);
            case CONNECT_TIMEOUT, FIRST_BYTE_TIMEOUT, IDLE_TIMEOUT, TOTAL_TIMEOUT ->
                ApiError.upstream(504, "upstream_timeout", message);
            case REFUSED, INVALID_RESPONSE -> ApiError.upstream(502, "upstream_invalid_response", message);
            case BROKEN, INCOMPLETE -> ApiError.upstream(502, "upstream_closed", message);
            case SHUTDOWN -> ApiError.upstream(503, "shutting_down", message);
        };
    }

    @Override
    public String getMessage() {
        return message;
    }
}
