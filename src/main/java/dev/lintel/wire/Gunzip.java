package dev.lintel.wire;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Takes gzip (RFC 1952) off bytes as they come, cut anywhere, in steps of a few kilobytes, and no more than a hundred
 * times what came. Holds memory outside the heap until it is closed. Not for several threads.
 */
public final class Gunzip implements AutoCloseable {

    /** Gets the bytes without gzip. */
    public interface Receiver {

        /** The next bytes, {@code from} inclusive to {@code to} exclusive; only lent. */
        void inflated(byte[] bytes, int from, int to);
    }

    private enum State {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        CHECKSUM,
        CONTENT,
        TRAILER,
        STOPPED
    }

    private static final int STEP = 4096;
    private static final long MAX_RATIO = 100;
    private static final long ALWAYS_ALLOWED = 1024L * 1024;

    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int[] MAGIC = {0x1F, 0x8B, 8};

    private final Receiver receiver;
    private final Inflater inflater = new Inflater(true);
    private final byte[] step = new byte[STEP];
    private State state = State.FIXED;
    private int seen;
    private int flags;
    private int extraLength;
    private long came;
    private long given;

    /** A reader that is at the beginning. */
    public Gunzip(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Whether what came is no gzip, or expands more than any text does: what follows is not looked at. */
    public boolean isStopped() {
        return state == State.STOPPED;
    }

    /** The next bytes, {@code from} inclusive to {@code to} exclusive. */
    public void feed(byte[] bytes, int from, int to) {
        came += to - from;
        int at = from;
        while (at < to && state != State.STOPPED) {
            if (state == State.CONTENT) {
                at = inflate(bytes, at, to);
            } else {
                frame(bytes[at] & 0xFF);
                at++;
            }
        }
    }

    /** Gives the memory back. Nothing may be fed any more. */
    @Override
    public void close() {
        state = State.STOPPED;
        inflater.end();
    }

    private int inflate(byte[] bytes, int from, int to) {
        inflater.setInput(bytes, from, to - from);
        try {
            int count;
            while ((count = inflater.inflate(step)) > 0) {
                given += count;
                if (given > ALWAYS_ALLOWED + MAX_RATIO * came) {
                    state = State.STOPPED;
                    return to;
                }
                receiver.inflated(step, 0, count);
            }
        } catch (DataFormatException notDeflate) {
            // There is nothing to tell of what cannot be read; the bytes themselves pass.
            state = State.STOPPED;
            return to;
        }
        if (inflater.finished()) {
            begin(State.TRAILER);
        } else if (inflater.needsDictionary()) {
            state = State.STOPPED;
        }
        return to - inflater.getRemaining();
    }

    private void frame(int c) {
        switch (state) {
            case FIXED -> fixed(c);
            case EXTRA_LENGTH -> {
                extraLength |= c << (8 * seen);
                if (++seen == 2) {
                    begin(extraLength == 0 ? after(State.EXTRA) : State.EXTRA);
                }
            }
            case EXTRA -> {
                if (++seen == extraLength) {
                    begin(after(State.EXTRA));
                }
            }
            case NAME, COMMENT -> {
                if (c == 0) {
                    begin(after(state));
                }
            }
            case CHECKSUM -> {
                if (++seen == 2) {
                    begin(State.CONTENT);
                }
            }
            case TRAILER -> {
                if (++seen == 8) {
                    inflater.reset();
                    begin(State.FIXED);
                }
            }
            default -> state = State.STOPPED;
        }
    }

    private void fixed(int c) {
        if (seen < MAGIC.length && c != MAGIC[seen]) {
            state = State.STOPPED;
            return;
        }
        if (seen == MAGIC.length) {
            flags = c;
        }
        if (++seen == 10) {
            extraLength = 0;
            begin((flags & HAS_EXTRA) != 0 ? State.EXTRA_LENGTH : after(State.EXTRA));
        }
    }

    private State after(State part) {
        if (part == State.EXTRA && (flags & HAS_NAME) != 0) {
            return State.NAME;
        }
        if (part != State.COMMENT && (flags & HAS_COMMENT) != 0) {
            return State.COMMENT;
        }
        return (flags & HAS_CHECKSUM) != 0 ? State.CHECKSUM : State.CONTENT;
    }

    private void begin(State next) {
        seen = 0;
        state = next;
    }
}
