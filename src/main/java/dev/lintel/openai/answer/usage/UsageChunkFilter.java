package dev.lintel.openai.answer.usage;

import dev.lintel.http.BufferBytes;
import dev.lintel.wire.ByteRuns;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a stream the one chunk that tells the usage, which Lintel has asked for and the client has not. All other bytes
 * pass unchanged. Held back are only those of an event that has not ended and may still be the chunk, up to 64 KiB. Not for
 * several threads.
 */
public final class UsageChunkFilter {

    private static final int MAX_HELD = 64 * 1024;

    /** What the first line of an event may begin with that has data: a field, a brace, a byte order mark. */
    private static final String BEGINNINGS = "deir{\u00EF";

    private final UsageChunk chunk = new UsageChunk();
    private @Nullable Buffer held;
    private boolean begun;
    private boolean off;
    private boolean lineIsEmpty = true;
    private boolean lineIsOutside;
    private boolean lineMayBegin;
    private boolean afterReturn;
    private boolean eventJustEnded;
    private boolean justTaken;
    private boolean tooLarge;
    private boolean taken;

    // Where the line that is read begins in what is held.
    private int heldLine;

    // Of the piece that is looked at: where what passes begins, where the event and its last line do.
    private @Nullable Buffer passed;
    private int runStart;
    private int eventStart;
    private int lineStart;
    private boolean lineIsHeld;

    /** Whether this is no stream, but a whole answer, of which nothing is taken. */
    public boolean isOff() {
        return off;
    }

    /** What of the bytes held and of {@code piece} may pass now; perhaps nothing. */
    public Buffer pass(Buffer piece) {
        if (off || (taken && !justTaken)) {
            return piece;
        }
        byte[] bytes = BufferBytes.array(piece);
        begin(bytes);
        runStart = 0;
        eventStart = 0;
        lineStart = 0;
        lineIsHeld = !lineIsEmpty;
        int fed = 0;
        for (int at = 0; at < bytes.length && !off && (!taken || justTaken); at++) {
            byte c = bytes[at];
            boolean endsReturn = afterReturn && c == '\n';
            afterReturn = false;
            if (endsReturn) {
                lineFeedAfterReturn(at);
            } else if (c == '\n' || c == '\r') {
                lineOver(bytes, fed, at);
                fed = at + 1;
                afterReturn = c == '\r';
            } else {
                beginLine(c, at);
                // The rest of the line says nothing more.
                at = ByteRuns.endOfLine(bytes, at, bytes.length) - 1;
            }
        }
        if (!taken && !off && fed < bytes.length) {
            feed(bytes, fed, bytes.length);
        }
        Buffer passes = pieceOver(piece, bytes);
        passed = null;
        return passes;
    }

    /** What is still held, when nothing more comes. */
    public Buffer rest() {
        Buffer rest = held == null ? Buffer.buffer() : held;
        held = null;
        if (taken || tooLarge || !chunk.isWhole()) {
            return rest;
        }
        taken = true;
        return rest.getBuffer(lineIsEmpty || !lineMayBegin ? rest.length() : heldLine, rest.length());
    }

    private void begin(byte[] bytes) {
        for (int at = 0; at < bytes.length && !begun; at++) {
            if (bytes[at] > ' ' || bytes[at] < 0) {
                begun = true;
                off = bytes[at] == '{';
            }
        }
    }

    private void beginLine(byte c, int at) {
        justTaken = false;
        if (!lineIsEmpty) {
            return;
        }
        lineIsEmpty = false;
        lineStart = at;
        lineIsHeld = false;
        lineMayBegin = chunk.isOver();
        if (lineMayBegin && !chunk.isWhole()) {
            passUpTo(at);
        }
        lineIsOutside = at == eventStart && held == null && BEGINNINGS.indexOf(c & 0xFF) < 0;
    }

    // It goes where the line went that the return has ended.
    private void lineFeedAfterReturn(int at) {
        if (!eventJustEnded) {
            return;
        }
        if (justTaken) {
            justTaken = false;
            runStart = at + 1;
        }
        eventStart = at + 1;
    }

    private void lineOver(byte[] bytes, int from, int at) {
        justTaken = false;
        eventJustEnded = lineIsEmpty;
        boolean take = lineIsEmpty && mayTake() && chunk.isWhole();
        feed(bytes, from, at + 1);
        if (take) {
            drop(bytes, at + 1);
            justTaken = true;
        } else if (lineIsEmpty || lineIsOutside || (lineMayBegin && !chunk.isWhole())) {
            passUpTo(at + 1);
        }
        tooLarge &= !lineIsEmpty;
        lineIsEmpty = true;
        lineIsOutside = false;
        lineMayBegin = false;
        lineIsHeld = false;
        lineStart = at + 1;
    }

    private void feed(byte[] bytes, int from, int to) {
        chunk.feed(bytes, from, to);
        if (!chunk.hasBegunAnother()) {
            return;
        }
        // Where events are parted by one line break only, the line that has just begun is the next one.
        lineMayBegin = false;
        if (chunk.wasWhole() && mayTake()) {
            if (lineIsHeld && held != null) {
                held = held.getBuffer(heldLine, held.length());
                heldLine = 0;
                taken = true;
            } else {
                drop(bytes, lineStart);
            }
        }
    }

    private boolean mayTake() {
        return !taken && !tooLarge;
    }

    private void drop(byte[] bytes, int end) {
        taken = true;
        held = null;
        pass(bytes, eventStart);
        runStart = end;
        eventStart = end;
    }

    private void passUpTo(int end) {
        passHeld();
        eventStart = end;
    }

    private void passHeld() {
        if (held != null) {
            passed = passed == null ? held : passed.appendBuffer(held);
            held = null;
        }
    }

    private void pass(byte[] bytes, int end) {
        if (runStart < end) {
            passed = (passed == null ? Buffer.buffer() : passed).appendBytes(bytes, runStart, end - runStart);
        }
    }

    private Buffer pieceOver(Buffer piece, byte[] bytes) {
        if (taken || off || lineIsOutside || tooLarge || !(lineMayBegin || chunk.isPossible())) {
            passUpTo(bytes.length);
            if (passed == null && runStart == 0) {
                return piece;
            }
            pass(bytes, bytes.length);
        } else {
            pass(bytes, eventStart);
            hold(bytes);
        }
        return passed == null ? Buffer.buffer() : passed;
    }

    private void hold(byte[] bytes) {
        int before = held == null ? 0 : held.length();
        if (!lineIsEmpty && !lineIsHeld) {
            heldLine = before + lineStart - eventStart;
        }
        if (eventStart < bytes.length) {
            held = (held == null ? Buffer.buffer() : held).appendBytes(bytes, eventStart, bytes.length - eventStart);
            if (held.length() > MAX_HELD) {
                tooLarge = true;
                passHeld();
            }
        }
    }
}
