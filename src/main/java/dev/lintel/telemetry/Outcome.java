package dev.lintel.telemetry;

import dev.lintel.upstream.Ending;

/**
 * How a call, or a part of one, ended, as telemetry tells it.
 *
 * @param value of {@code lintel.outcome}
 * @param errorType of {@code error.type}; empty where nothing failed
 */
record Outcome(String value, String errorType) {

    static final Outcome COMPLETED = new Outcome("completed", "");
    static final Outcome CANCELLED = new Outcome("cancelled", "");

    static Outcome failed(String errorType) {
        return new Outcome("failed", errorType);
    }

    static Outcome of(Ending ending) {
        if (ending instanceof Ending.Failed failed) {
            return failed(ErrorType.of(failed.cause()));
        }
        return ending instanceof Ending.Cancelled ? CANCELLED : COMPLETED;
    }

    boolean isFailed() {
        return !errorType.isEmpty();
    }
}
