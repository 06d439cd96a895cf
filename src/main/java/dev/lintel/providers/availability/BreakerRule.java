package dev.lintel.providers.availability;

import java.time.Duration;

/**
 * When a provider that fails is left alone.
 *
 * @param failures so many in a row, or so many within the time that are at least half of its calls; 0: it never is
 * @param within the time in which they are counted, a whole number of seconds
 * @param openFor how long it is left alone, until one call tries it
 */
public record BreakerRule(int failures, Duration within, Duration openFor) {

    private static final int MOST_FAILURES = 1000;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** It never is. */
    public static final BreakerRule NONE = new BreakerRule(0, Duration.ofSeconds(30), Duration.ofSeconds(15));

    /** The default for a provider that Lintel itself adds. */
    public static final BreakerRule USUAL = new BreakerRule(5, Duration.ofSeconds(30), Duration.ofSeconds(15));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the key at fault
     */
    public BreakerRule {
        if (failures < 0 || failures > MOST_FAILURES) {
            throw new IllegalArgumentException(
                    "breaker.failures: " + failures + " is not allowed: they are 0 (no breaker) to " + MOST_FAILURES);
        }
        if (within.compareTo(Duration.ofSeconds(1)) < 0 || within.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "breaker.within: " + within + " is not allowed: it is one second to one hour");
        }
        if (openFor.toMillis() < 1 || openFor.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "breaker.open_for: " + openFor + " is not allowed: it is 1 ms to one hour");
        }
    }
}
