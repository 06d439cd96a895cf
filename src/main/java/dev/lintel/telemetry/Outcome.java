package dev.lintel.telemetry;

import dev.lintel.upstream.Ending;

/** The values of {@code lintel.outcome}. */
final class Outcome {

    static final String COMPLETED = "completed";
    static final String FAILED = "failed";
    static final String CANCELLED = "cancelled";

    private Outcome() {}

    static String of(Ending ending) {
        if (ending instanceof Ending.Failed) {
            return FAILED;
        }
        return ending instanceof Ending.Cancelled ? CANCELLED : COMPLETED;
    }
}
