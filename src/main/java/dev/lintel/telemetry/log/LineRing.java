package dev.lintel.telemetry.log;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Lines between one thread that writes them in and one that takes them out. Neither waits: a line for which there is no
 * room is dropped.
 */
final class LineRing {

    private final byte[] bytes;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();

    LineRing(int capacity) {
        bytes = new byte[capacity];
    }

    /** By the one thread that writes. Says whether there was room. */
    boolean offer(byte[] line, int length) {
        long from = written.getPlain();
        if (bytes.length - (from - taken.getAcquire()) < length) {
            return false;
        }
        int at = (int) (from % bytes.length);
        int first = Math.min(length, bytes.length - at);
        System.arraycopy(line, 0, bytes, at, first);
        System.arraycopy(line, first, bytes, 0, length - first);
        written.setRelease(from + length);
        return true;
    }

    /** By the one thread that takes: puts what there is, whole lines, into {@code to} and says how many bytes that are. */
    int take(byte[] to) {
        long from = taken.getPlain();
        int length = (int) (written.getAcquire() - from);
        int at = (int) (from % bytes.length);
        int first = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, to, 0, first);
        System.arraycopy(bytes, 0, to, first, length - first);
        taken.setRelease(from + length);
        return length;
    }

    boolean isEmpty() {
        return written.getAcquire() == taken.getAcquire();
    }

    int capacity() {
        return bytes.length;
    }
}
