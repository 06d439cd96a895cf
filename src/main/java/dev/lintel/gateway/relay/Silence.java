package dev.lintel.gateway.relay;

import io.vertx.core.buffer.Buffer;

/**
 * How long nothing of an event stream has been passed on, and whether something may be put in there: an event is a block of
 * lines, and an empty line ends it (the HTML standard, section 9.2.5). On the call's event loop.
 */
final class Silence {

    private static final int TAIL = 3;
    private static final int CR = '\r';
    private static final int LF = '\n';

    private final long limitNanos;
    private long sinceNanos;
    private boolean broken = true;

    // The last bytes that have passed, the newest lowest. A stream begins as if behind an empty line.
    private int tail = (LF << Byte.SIZE) | LF;

    Silence(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    /** This has been passed on. */
    void passed(Buffer piece) {
        broken = true;
        for (int at = Math.max(0, piece.length() - TAIL); at < piece.length(); at++) {
            tail = (tail << Byte.SIZE) | Byte.toUnsignedInt(piece.getByte(at));
        }
    }

    /** Whether it has lasted for as long as it may, and no event is half said. Then it begins anew. */
    boolean isOver(long nowNanos) {
        if (broken) {
            broken = false;
            sinceNanos = nowNanos;
        }
        if (nowNanos - sinceNanos < limitNanos || !isBetweenEvents()) {
            return false;
        }
        sinceNanos = nowNanos;
        return true;
    }

    // Behind a CR that follows a line feed the one that belongs to it may still come.
    private boolean isBetweenEvents() {
        int last = tail & 0xFF;
        int second = (tail >>> Byte.SIZE) & 0xFF;
        int third = (tail >>> (2 * Byte.SIZE)) & 0xFF;
        if (last == LF) {
            int before = second == CR ? third : second;
            return before == LF || before == CR;
        }
        return last == CR && second == CR;
    }
}
