package dev.lintel.upstream;

/** A provider did not answer, or not to the end. Its message names the provider and never holds a key. */
public final class UpstreamException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** No connection could be made. */
        UNREACHABLE,
        /** Too many calls are under way. */
        BUSY,
        /** No answer, or no further piece of it, in time. */
        TIMEOUT,
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

    UpstreamException(Kind kind, String message) {
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

    /** The value of {@code error.type}: few different ones, whatever goes wrong. */
    public String errorType() {
        return switch (kind) {
            case TIMEOUT -> "timeout";
            case INCOMPLETE -> "incomplete_stream";
            case SHUTDOWN -> "shutdown";
            case UNREACHABLE, BUSY, REFUSED, BROKEN, INVALID_RESPONSE ->
                (getCause() == null ? this : getCause()).getClass().getName();
        };
    }

    @Override
    public String getMessage() {
        return message;
    }
}
