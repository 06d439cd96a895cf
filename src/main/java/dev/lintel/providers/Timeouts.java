package dev.lintel.providers;

import java.time.Duration;

/**
 * How long a provider may take. A whole number of milliseconds, 1 or more.
 *
 * @param connect bound for a connection to stand
 * @param firstByte bound from the request's last byte to the answer's head
 * @param idle bound between two pieces of the answer
 * @param total bound of the whole call, from its request's head to its answer's last byte, all attempts included; zero for none
 */
public record Timeouts(Duration connect, Duration firstByte, Duration idle, Duration total) {

    /** The default for what is left out of the configuration of a provider that Lintel itself adds. */
    public static final Timeouts USUAL =
            new Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofSeconds(310), Duration.ZERO);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the key at fault
     */
    public Timeouts {
        requirePositive("connect_timeout", connect);
        requirePositive("first_byte_timeout", firstByte);
        requirePositive("idle_timeout", idle);
        if (!total.isZero()) {
            requirePositive("total_timeout", total);
        }
    }

    private static void requirePositive(String key, Duration timeout) {
        if (timeout.isNegative() || timeout.toMillis() == 0) {
            throw new IllegalArgumentException(key + ": " + timeout + " is not allowed: a time-out is 1 ms or more");
        }
    }
}
