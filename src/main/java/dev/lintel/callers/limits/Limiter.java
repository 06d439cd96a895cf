package dev.lintel.callers.limits;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts what callers ask for against their limits. Any event loop may ask; nothing waits. */
public interface Limiter {

    /**
     * Reserves one call and its tokens, or finds that they are too many: then nothing is counted.
     *
     * @param tokens that the call may use, as estimated
     * @param later hears the outcome, once, on the event loop that has asked, if it is not known at once
     * @return the outcome; null when {@code later} will hear it
     */
    @Nullable
    Reservation reserve(Limits limits, long tokens, Consumer<Reservation> later);

    /**
     * A call that was granted is over: what it has used takes the place of what was reserved. Less is given back only within
     * the minute of the reservation; more counts in the minute that runs.
     *
     * @param cost in the price file's currency
     */
    void settle(Reservation granted, long tokens, double cost);
}
