package dev.lintel.upstream.failure;

import dev.lintel.http.ApiError;
import dev.lintel.http.ErrorType;

/** A provider did not answer, or not to the end. Its message names the provider and never holds a key. */
public final class UpstreamException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Obstacle obstacle;
    private final String message;

    UpstreamException(Obstacle obstacle, String message, Throwable cause) {
        super(message, cause, false, false);
        this.obstacle = obstacle;
        this.message = message;
    }

    /** One that has no other cause. */
    public UpstreamException(Obstacle obstacle, String message) {
        super(message, null, false, false);
        this.obstacle = obstacle;
        this.message = message;
    }

    /** What went wrong. */
    public Obstacle obstacle() {
        return obstacle;
    }

    /** Whether the connection broke before the answer's head. */
    public boolean isBroken() {
        return obstacle == Obstacle.BROKEN;
    }

    /** Whether it says that something is wrong with the provider. */
    public boolean isOfProvider() {
        return obstacle.isOfProvider();
    }

    /** What telemetry calls it: few different names, whatever goes wrong. */
    public ErrorType errorType() {
        return obstacle.errorType();
    }

    /** What a client is told of it. */
    public ApiError error() {
        return obstacle.answer(message);
    }

    @Override
    public String getMessage() {
        return message;
    }
}
