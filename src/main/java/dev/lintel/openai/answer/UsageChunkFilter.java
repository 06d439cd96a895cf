package dev.lintel.openai.answer;

import dev.lintel.wire.EventStream;
import dev.lintel.wire.JsonScanner;
import dev.lintel.wire.Shape;
import io.vertx.core.buffer.Buffer;

/**
 * Takes out of a stream the one chunk that tells the usage, which Lintel has asked for and the client has not: the chunk
 * with {@code usage} and no choices. All other bytes pass unchanged; only those of an event that has not ended yet are
 * held back, up to 64 KiB. Not for several threads.
 */
public final class UsageChunkFilter {

    private static final int MAX_HELD = 64 * 1024;

    private final UsageChunk usageChunk = new UsageChunk();
    private Buffer held = Buffer.buffer();
    private boolean lineIsEmpty = true;
    private boolean afterReturn;
    private boolean eventJustEnded;
    private boolean justTaken;
    private boolean tooLarge;
    private boolean taken;

    /** What of the bytes held and of {@code piece} may pass now; perhaps nothing. */
    public Buffer pass(Buffer piece) {
        byte[] bytes = piece.getBytes();
        Buffer passed = Buffer.buffer(bytes.length);
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            byte c = bytes[at];
            boolean endsReturn = afterReturn && c == '\n';
            afterReturn = false;
            if (endsReturn) {
                // It goes where the line went that the return has ended.
                if (eventJustEnded) {
                    from = at + 1;
                    if (!justTaken) {
                        passed.appendByte(c);
                    }
                }
            } else if (c == '\n' || c == '\r') {
                eventJustEnded = lineIsEmpty;
                if (lineIsEmpty) {
                    endEvent(bytes, from, at + 1, passed);
                    from = at + 1;
                }
                lineIsEmpty = true;
                afterReturn = c == '\r';
            } else {
                lineIsEmpty = false;
            }
        }
        hold(bytes, from, passed);
        return passed;
    }

    /** What is still held, when nothing more comes. */
    public Buffer rest() {
        Buffer rest = held;
        held = Buffer.buffer();
        return rest;
    }

    private void endEvent(byte[] bytes, int from, int to, Buffer passed) {
        if (tooLarge) {
            tooLarge = false;
            passed.appendBytes(bytes, from, to - from);
            justTaken = false;
            return;
        }
        if (held.length() == 0) {
            endWhole(bytes, from, to, passed);
        } else {
            byte[] event = rest().appendBytes(bytes, from, to - from).getBytes();
            endWhole(event, 0, event.length, passed);
        }
    }

    private void endWhole(byte[] bytes, int from, int to, Buffer passed) {
        justTaken = !taken && usageChunk.is(bytes, from, to);
        taken |= justTaken;
        if (!justTaken) {
            passed.appendBytes(bytes, from, to - from);
        }
    }

    private void hold(byte[] bytes, int from, Buffer passed) {
        held.appendBytes(bytes, from, bytes.length - from);
        tooLarge |= held.length() > MAX_HELD;
        if (tooLarge || taken) {
            passed.appendBuffer(rest());
        }
    }

    private enum Field {
        CHOICES,
        CHOICE,
        USAGE
    }

    /** Looks at one whole event at a time. */
    private static final class UsageChunk implements JsonScanner.Receiver<Field>, EventStream.Receiver {

        private static final Shape<Field> CHUNK = Shape.<Field>object()
                .with("choices", Shape.value(Field.CHOICES).withElements(Shape.value(Field.CHOICE)))
                .with("usage", Shape.value(Field.USAGE));

        private final EventStream events = new EventStream(this);
        private final JsonScanner<Field> json = new JsonScanner<>(CHUNK, this);
        private boolean choices;
        private boolean choice;
        private boolean usage;
        private boolean complete;

        boolean is(byte[] bytes, int from, int to) {
            complete = false;
            events.feed(bytes, from, to);
            return complete && choices && !choice && usage;
        }

        @Override
        public void data(byte[] bytes, int from, int to) {
            if (json.isAtStart()) {
                choices = false;
                choice = false;
                usage = false;
            }
            json.feed(bytes, from, to);
        }

        @Override
        public void ended() {
            complete = json.isComplete();
            json.restart();
        }

        @Override
        public void opened(Field field) {
            choices |= field == Field.CHOICES;
            choice |= field == Field.CHOICE;
            usage |= field == Field.USAGE;
        }

        @Override
        public int wanted(Field field) {
            return 0;
        }

        @Override
        public void text(Field field, String text) {
            // Neither choices nor usage is a text.
        }

        @Override
        public void number(Field field, long value) {
            // Neither choices nor usage is a number.
        }

        @Override
        public void closed(Field field) {
            // That it began is enough.
        }
    }
}
