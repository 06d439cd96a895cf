package dev.lintel.telemetry.ending;

import dev.lintel.http.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * How a call, a stream or an attempt ended: in exactly one of three ways.
 *
 * @param outcome which of them
 * @param error by what it failed; null unless it did
 */
public record Ending(Outcome outcome, @Nullable ErrorType error) {

    /** The three ways: the values of {@code lintel.outcome}. */
    public enum Outcome {
        /** The last byte has passed. */
        COMPLETED("completed"),
        /** The provider or Lintel broke it off, perhaps in mid-stream after a good status. */
        FAILED("failed"),
        /** The client left before the end. That is no error. */
        CANCELLED("cancelled");

        private final String value;

        Outcome(String value) {
            this.value = value;
        }
    }

    /** The one way of completing. */
    public static final Ending COMPLETED = new Ending(Outcome.COMPLETED, null);

    /** The one way of being cancelled. */
    public static final Ending CANCELLED = new Ending(Outcome.CANCELLED, null);

    /** A failure by this error. */
    public static Ending failed(ErrorType error) {
        return new Ending(Outcome.FAILED, error);
    }

    /** The value of {@code lintel.outcome}. */
    public String value() {
        return outcome.value;
    }

    /** Whether it failed. */
    public boolean isFailed() {
        return outcome == Outcome.FAILED;
    }
}
