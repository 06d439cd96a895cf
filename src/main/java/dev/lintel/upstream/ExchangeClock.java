package dev.lintel.upstream;

import dev.lintel.providers.Timeouts;

/** How long an exchange has taken, and has been silent, by {@link System#nanoTime}. On its event loop. */
final class ExchangeClock {

    private final Timeouts timeouts;
    private long begunNanos;
    private boolean waiting = true;
    private long activeNanos = System.nanoTime();

    /** Of an exchange that begins, of a call that began then. */
    ExchangeClock(Timeouts timeouts, long begunNanos) {
        this.timeouts = timeouts;
        this.begunNanos = begunNanos;
    }

    /** A piece has come, or is waited for anew. */
    void active(long nowNanos) {
        activeNanos = nowNanos;
    }

    /** Whether anything is waited for from now on: where nothing is, no time is too long. It begins anew. */
    void waits(boolean anew, long nowNanos) {
        waiting = anew;
        begunNanos = nowNanos;
        activeNanos = nowNanos;
    }

    /** Whether the whole call has taken too long. */
    boolean isTooLong(long nowNanos) {
        long total = timeouts.total().toNanos();
        return waiting && total > 0 && nowNanos - begunNanos >= total;
    }

    /** Whether the answer's head, or its next piece, has been waited for too long. */
    boolean isSilent(long nowNanos, boolean answered) {
        return waiting && nowNanos - activeNanos >= (answered ? timeouts.idle() : timeouts.firstByte()).toNanos();
    }
}
