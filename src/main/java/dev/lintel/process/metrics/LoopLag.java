package dev.lintel.process.metrics;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How late one event loop was within the last minute, at most: once a second it is to do something, and does it as late as it does
 * all else. On its loop but for {@link #greatest}, which any thread may ask.
 */
final class LoopLag {

    static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int TICKS = 60;

    private final LongSupplier nanoTime;
    private final AtomicLongArray late = new AtomicLongArray(TICKS);
    private int next;
    private volatile long dueNanos;

    LoopLag(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.dueNanos = nanoTime.getAsLong() + TICK_NANOS;
    }

    /** Measures {@code loop} from now on, until it ends. */
    static LoopLag of(EventExecutor loop) {
        LoopLag lag = new LoopLag(System::nanoTime);
        Future<?> unused = loop.scheduleWithFixedDelay(lag::tick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
        return lag;
    }

    /** The loop has come to it. */
    void tick() {
        long now = nanoTime.getAsLong();
        late.set(next, Math.max(0, now - dueNanos));
        next = (next + 1) % TICKS;
        dueNanos = now + TICK_NANOS;
    }

    /** The greatest lag, in nanoseconds; that of a loop that does not come to anything just now grows. */
    long greatest() {
        long greatest = Math.max(0, nanoTime.getAsLong() - dueNanos);
        for (int tick = 0; tick < TICKS; tick++) {
            greatest = Math.max(greatest, late.get(tick));
        }
        return greatest;
    }
}
