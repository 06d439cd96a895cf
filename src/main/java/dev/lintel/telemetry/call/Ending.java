package dev.lintel.telemetry.call;

/**
 * How a call, a stream or an attempt ended: in exactly one of three ways.
 *
 * @param outcome which of them
 * @param errorType the value of {@code error.type}; empty unless it failed
 */
public record Ending(Outcome outcome, String errorType) {

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
    public static final Ending COMPLETED = new Ending(Outcome.COMPLETED, "");

    /** The one way of being cancelled. */
    public static final Ending CANCELLED = new Ending(Outcome.CANCELLED, "");

    /** A failure of the class {@code errorType}, which is not empty. */
    public static Ending failed(String errorType) {
        return new Ending(Outcome.FAILED, errorType);
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
