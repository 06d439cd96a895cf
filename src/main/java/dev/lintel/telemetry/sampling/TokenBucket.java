package dev.lintel.telemetry.sampling;

import java.util.concurrent.atomic.AtomicLong;

/**
 * So many a second: a bucket that holds those of one second and fills evenly. Within any time it lets pass as many as flow in
 * then, and what it held before. Kept as the moment at which it will be full again. Any thread may take; none waits.
 */
final class TokenBucket {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong fullAgain;

    /** Full, at this moment on the clock of {@link System#nanoTime}. */
    TokenBucket(long now) {
        fullAgain = new AtomicLong(now);
    }

    /**
     * Takes one, if there is one.
     *
     * @param perSecond how many flow in, 1 or more
     * @param now on the clock of {@link System#nanoTime}
     */
    boolean take(int perSecond, long now) {
        long each = Math.max(1, SECOND / perSecond);
        while (true) {
            long full = fullAgain.get();
            long next = (full - now < 0 ? now : full) + each;
            if (next - now > SECOND) {
                return false;
            }
            if (fullAgain.compareAndSet(full, next)) {
                return true;
            }
        }
    }
}
