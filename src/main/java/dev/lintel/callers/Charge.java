package dev.lintel.callers;

import dev.lintel.callers.limits.LimitFields;
import dev.lintel.callers.limits.Limiter;
import dev.lintel.callers.limits.Reservation;
import dev.lintel.http.RefusedException;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * What one call takes of its caller's limits: reserved before it is sent, settled when it is over. On the call's event loop.
 */
public final class Charge {

    /** So many tokens no limit has; what a request says that it may need is bounded by it. */
    private static final long MOST_TOKENS = 1_000_000_000_000L;

    /** Hears what came of a reservation that had to be waited for. */
    public interface Receiver {

        /** The call may be made. */
        void reserved();

        /** It may not. */
        void refused(RuntimeException failure);
    }

    private final Caller caller;
    private final Limiter limiter;
    private @Nullable Reservation reservation;
    private boolean over;

    Charge(Caller caller, Limiter limiter) {
        this.caller = caller;
        this.limiter = limiter;
    }

    /** What another call of the same caller takes. */
    public Charge another() {
        return new Charge(caller, limiter);
    }

    /** Who calls. */
    public Caller caller() {
        return caller;
    }

    /**
     * Reserves the call.
     *
     * @param tokens that it may use, as estimated
     * @return false when {@code to} will hear whether it may be made
     * @throws RefusedException when it may not, and that is known at once
     */
    public boolean reserve(long tokens, Receiver to) {
        if (caller.limits().isNone()) {
            return true;
        }
        Reservation outcome =
                limiter.reserve(caller.limits(), Math.min(tokens, MOST_TOKENS), reserved -> reserved(reserved, to));
        if (outcome == null) {
            return false;
        }
        reservation = outcome;
        outcome.requireGranted();
        return true;
    }

    private void reserved(Reservation outcome, Receiver to) {
        reservation = outcome;
        if (over) {
            // The client has left meanwhile.
            settle(0, 0);
            return;
        }
        try {
            outcome.requireGranted();
        } catch (RefusedException refused) {
            to.refused(refused);
            return;
        }
        to.reserved();
    }

    /** Puts into an answer's head what the caller has left, as far as that is limited. */
    public void describe(MultiMap headers) {
        if (reservation != null) {
            LimitFields.describe(reservation, headers);
        }
    }

    /** The call is over, and nobody knows what it has used: what was reserved stands. */
    public void close() {
        over = true;
    }

    /**
     * The call is over, and has used so many tokens, 0 where it failed.
     *
     * @param cost in the price file's currency; 0 where it is not known
     */
    public void settle(long tokens, double cost) {
        over = true;
        Reservation granted = reservation;
        boolean counts = caller.limits().countsUse();
        if (granted != null && granted.isGranted() && counts && (tokens != granted.tokens() || cost > 0)) {
            limiter.settle(granted, Math.min(tokens, MOST_TOKENS), cost);
        }
    }
}
