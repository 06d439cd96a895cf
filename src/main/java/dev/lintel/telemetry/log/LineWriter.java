package dev.lintel.telemetry.log;

import java.io.PrintStream;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes lines to a stream by a thread of its own, many at once. Who adds a line never waits, however long the stream's
 * reader does: each thread that adds has a ring of its own, and a line that finds it full is dropped and counted.
 */
final class LineWriter implements AutoCloseable {

    private static final int RING_BYTES = 256 * 1024;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final PrintStream out;
    private final List<LineRing> rings = new CopyOnWriteArrayList<>();
    private final LineRing shared = newRing();
    private final ThreadLocal<LineRing> ring = ThreadLocal.withInitial(this::newRing);
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean idle = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closing;

    LineWriter(PrintStream out) {
        this.out = out;
        this.thread = new Thread(this::run, "lintel-access-log");
        thread.setDaemon(true);
        thread.start();
    }

    /** Adds a line, or drops it. Any thread may call. */
    void add(byte[] line, int length) {
        if (!ring.get().offer(line, length)) {
            dropped.increment();
        }
        wake();
    }

    /** Adds a line, or drops it, by a thread that adds few: they share a ring. */
    void addShared(byte[] line, int length) {
        synchronized (shared) {
            if (!shared.offer(line, length)) {
                dropped.increment();
            }
        }
        wake();
    }

    /** Lines that were dropped. */
    long dropped() {
        return dropped.sum();
    }

    /** Writes what is there, as long as the stream takes it within {@code limit}, and says whether it did. */
    boolean close(Duration limit) {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(Math.max(1, limit.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(1));
    }

    private void wake() {
        // The line must be there before it is asked whether anybody looks for it.
        VarHandle.fullFence();
        if (idle.get() && idle.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    private LineRing newRing() {
        LineRing created = new LineRing(RING_BYTES);
        rings.add(created);
        return created;
    }

    // Between two writes it pauses, so that under load nobody has to wake it; without load it sleeps until it is woken.
    private void run() {
        byte[] batch = new byte[RING_BYTES];
        while (true) {
            if (writeAll(batch)) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else if (closing) {
                return;
            } else {
                idle.set(true);
                if (rings.stream().allMatch(LineRing::isEmpty) && !closing) {
                    LockSupport.park(this);
                }
                idle.set(false);
            }
        }
    }

    private boolean writeAll(byte[] batch) {
        boolean any = false;
        for (LineRing lines : rings) {
            int length = lines.take(batch);
            if (length > 0) {
                out.write(batch, 0, length);
                any = true;
            }
        }
        if (any) {
            out.flush();
        }
        return any;
    }
}
