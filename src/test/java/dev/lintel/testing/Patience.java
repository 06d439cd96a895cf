package dev.lintel.testing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** How long a test waits for what must come. Only a failing test ever waits as long. */
public final class Patience {

    /** The bound of every wait. */
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Duration BETWEEN_TWO_QUESTIONS = Duration.ofMillis(2);

    private Patience() {}

    /**
     * Does {@code step} again and again, on a thread of its own, until it fails, and returns what it failed with; fails
     * itself when that does not come, be it that the step goes on failing to fail or that it never returns.
     */
    public static Throwable untilItFails(String what, Runnable step) {
        CompletableFuture<Throwable> failed = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!failed.isDone()) {
                            step.run();
                        }
                    } catch (RuntimeException e) {
                        failed.complete(e);
                    }
                },
                "until-it-fails");
        thread.setDaemon(true);
        thread.start();
        try {
            return failed.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            failed.cancel(false);
            throw new AssertionError("In vain waited for the end of " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for the end of " + what, e);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks again and again until {@code fact} is true; fails when it does not become so. */
    public static void until(String what, BooleanSupplier fact) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("In vain waited for " + what);
            }
            // What is waited for may need the processor that asking takes.
            LockSupport.parkNanos(BETWEEN_TWO_QUESTIONS.toNanos());
        }
    }

    /** Does {@code round} again until {@code value} is the same after it as before; fails when it keeps changing. */
    public static void untilSteady(String what, LongSupplier value, Runnable round) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        long before;
        do {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("In vain waited for no change of " + what);
            }
            before = value.getAsLong();
            round.run();
        } while (value.getAsLong() != before);
    }

    /** Waits on {@code monitor}, which the caller holds, until {@code fact} is true; fails when it does not become so. */
    static void await(Object monitor, String what, BooleanSupplier fact) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!fact.getAsBoolean()) {
            long remaining = (deadline - System.nanoTime()) / 1_000_000;
            if (remaining <= 0) {
                throw new AssertionError("In vain waited for " + what);
            }
            try {
                monitor.wait(Math.min(remaining, 20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while waiting for " + what, e);
            }
        }
    }
}
