package dev.lintel.providers;

import java.time.Duration;

/**
 * How often one target is asked for one call, and how long is waited before it is asked again.
 *
 * @param attempts attempts in all, 1 to 10
 * @param backoff bound of the wait before the second one; it doubles with each further one. What is waited is drawn evenly from
 *     zero to the bound (<em>full jitter</em>), so that calls that failed together do not come back together
 * @param maxBackoff bound of any wait. A provider that asks for a longer one is not asked again
 */
public record Retry(int attempts, Duration backoff, Duration maxBackoff) {

    private static final int MOST_ATTEMPTS = 10;

    /** One attempt. */
    public static final Retry NONE = new Retry(1, Duration.ZERO, Duration.ZERO);

    /** The default for a provider that Lintel itself adds. */
    static final Retry USUAL = new Retry(2, Duration.ofMillis(250), Duration.ofSeconds(8));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the key at fault
     */
    public Retry {
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "retry.attempts: " + attempts + " is not allowed: they are 1 to " + MOST_ATTEMPTS + " in all");
        }
        if (backoff.isNegative()) {
            throw new IllegalArgumentException("retry.backoff: " + backoff + " is not allowed: it is 0 or more");
        }
        if (maxBackoff.compareTo(backoff) < 0) {
            throw new IllegalArgumentException("retry.max_backoff: " + maxBackoff
                    + " is not allowed: it is no less than retry.backoff, " + backoff);
        }
    }

    /**
     * The bound of the wait before the next attempt, in milliseconds.
     *
     * @param made attempts made at the target, 1 or more
     */
    public long boundMillis(int made) {
        return Math.min(maxBackoff.toMillis(), backoff.toMillis() << Math.min(made - 1, MOST_ATTEMPTS));
    }
}
