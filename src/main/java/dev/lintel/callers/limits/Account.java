package dev.lintel.callers.limits;

import dev.lintel.callers.limits.Reservation.Usage;
import java.time.Duration;

/**
 * What one caller has used of its minute and its day, at one moment. A minute begins with the first call after the last one is
 * over. Immutable.
 *
 * @param window when the minute began, in milliseconds since 1970
 * @param usage in that minute
 * @param day days since 1970, in UTC
 * @param spent on that day
 */
record Account(long window, Usage usage, long day, double spent) {

    /** How long limits per minute count. */
    static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

    /** Of a caller that has not called yet. */
    static final Account NEW = new Account(-MINUTE_MILLIS, Usage.NONE, 0, 0);

    /** The account at this time: of a minute or a day that is over nothing counts. A clock that was set back begins anew. */
    Account at(long millis) {
        boolean sameMinute = millis >= window && millis - window < MINUTE_MILLIS;
        long today = Math.floorDiv(millis, Limits.DAY_MILLIS);
        return new Account(
                sameMinute ? window : millis, sameMinute ? usage : Usage.NONE, today, today == day ? spent : 0);
    }

    /** Whether one call more with so many tokens is within the limits. */
    Verdict verdict(Limits limits, long tokens) {
        if (limits.budgetPerDay() > 0 && spent >= limits.budgetPerDay()) {
            return Verdict.BUDGET;
        }
        if (limits.requestsPerMinute() > 0 && usage.requests() >= limits.requestsPerMinute()) {
            return Verdict.REQUESTS;
        }
        return limits.tokensPerMinute() > 0 && usage.tokens() + tokens > limits.tokensPerMinute()
                ? Verdict.TOKENS
                : Verdict.GRANTED;
    }

    Account reserved(long tokens) {
        return new Account(window, new Usage(usage.requests() + 1, usage.tokens() + tokens), day, spent);
    }

    /** The account once a call of minute {@code of} has used so many tokens more than reserved, or fewer. */
    Account settled(long of, long more, double cost) {
        long counted = more > 0 || of == window ? more : 0;
        return new Account(window, new Usage(usage.requests(), usage.tokens() + counted), day, spent + cost);
    }

    /** How long until what is used up is there again. */
    long resetMillis(Verdict verdict, long millis) {
        return verdict == Verdict.BUDGET ? Limits.millisOfDayLeft(millis) : window + MINUTE_MILLIS - millis;
    }
}
