package dev.lintel.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How long a test waits for what must come. Only a failing test ever waits as long. */
public final class Patience {

    /** The bound of every wait. */
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private Patience() {}

    /** Waits on {@code monitor}, which the caller holds, until {@code fact} is true; fails when it does not become so. */
    static void await(Object monitor, String what, BooleanSupplier fact) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!fact.getAsBoolean()) {
            long remaining = (deadline - System.nanoTime()) / 1_000_000;
            if (remaining <= 0) {
                throw new AssertionError("In vain waited for " + what);
            }
            try {
                monitor.wait(remaining);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while waiting for " + what, e);
            }
        }
    }
}
