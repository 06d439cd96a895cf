package dev.lintel.http;

/** A call that Lintel does not pass on, with the answer that its caller gets. Carries no stack trace: it is no bug. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    /** Refuses with {@code error}. */
    public RefusedException(ApiError error) {
        super(error.code() + ": " + error.message(), null, false, false);
        this.error = error;
    }

    /** What the caller is answered. */
    public ApiError error() {
        return error;
    }
}
