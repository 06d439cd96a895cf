package dev.lintel.callers.limits;

import java.time.Duration;

/**
 * How much one caller may ask.
 *
 * @param caller its name
 * @param requestsPerMinute calls; 0 for no bound
 * @param tokensPerMinute tokens of prompts and answers together; 0 for no bound
 * @param budgetPerDay what all calls of a day (UTC) may cost, in the price file's currency; 0 for no bound
 */
public record Limits(String caller, long requestsPerMinute, long tokensPerMinute, double budgetPerDay) {

    static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** Whether there is no bound at all. */
    public boolean isNone() {
        return requestsPerMinute == 0 && !countsUse();
    }

    /** Whether it matters what a call has used in the end. */
    public boolean countsUse() {
        return tokensPerMinute > 0 || budgetPerDay > 0;
    }

    /** How much is left of the day (UTC) that a budget is for. */
    public static long millisOfDayLeft(long millis) {
        return DAY_MILLIS - Math.floorMod(millis, DAY_MILLIS);
    }
}
