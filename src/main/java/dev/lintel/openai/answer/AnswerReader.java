package dev.lintel.openai.answer;

import dev.lintel.http.BufferBytes;
import dev.lintel.http.MediaType;
import dev.lintel.openai.Operation;
import dev.lintel.openai.answer.event.EventKind;
import dev.lintel.openai.answer.message.ContentFold;
import dev.lintel.openai.answer.shape.AnswerField;
import dev.lintel.openai.answer.shape.AnswerShapes;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.wire.EventStream;
import dev.lintel.wire.Gunzip;
import dev.lintel.wire.json.JsonScanner;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer as its bytes pass, cut anywhere: one JSON text or an event stream, gzipped or not. Of a stream an event that
 * it cannot understand is left out; else what it cannot understand ends the reading, and what has been read until then remains.
 *
 * <p>Its memory is bounded, whatever comes. It must be closed. Not for several threads.
 */
public final class AnswerReader implements AutoCloseable {

    private static final byte[] END_MARK = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] KNOWN = {};
    private static final byte[] NEWLINE = {'\n'};

    private final boolean announced;
    private final Operation operation;
    private final AnswerFold fold;
    private final JsonScanner<AnswerField> json;
    private final @Nullable Gunzip gunzip;
    private byte[] beginning = new byte[Form.MAX_BEGINNING];
    private @Nullable EventStream events;
    private int beginningLength;
    private Form form = Form.UNKNOWN;
    private int matchedMark;
    private boolean broken;
    private boolean lineBegins;
    private long chunks;
    private boolean over;
    private boolean stopped;

    private AnswerReader(boolean announced, AnswerCoding coding, AnswerFold fold, Operation operation) {
        this.announced = announced;
        this.operation = operation;
        this.fold = fold;
        this.json = new JsonScanner<>(AnswerShapes.of(operation), fold);
        this.gunzip = coding == AnswerCoding.GZIP ? new Gunzip(this::plain) : null;
    }

    /**
     * A reader for an answer to {@code operation} with these values of Content-Type and Content-Encoding. How it is
     * written is seen by its first bytes, whatever the type says.
     *
     * @param capture how content is to be captured; null when it is not
     * @return empty when its coding is not understood
     */
    public static Optional<AnswerReader> of(
            Operation operation,
            @Nullable String contentType,
            @Nullable String contentEncoding,
            @Nullable ContentRules capture) {
        AnswerCoding coding = AnswerCoding.of(contentEncoding);
        if (coding == AnswerCoding.OTHER) {
            return Optional.empty();
        }
        ContentFold content = capture == null ? null : new ContentFold(operation, capture);
        return Optional.of(
                new AnswerReader(isEventStream(contentType), coding, new AnswerFold(operation, content), operation));
    }

    /** Whether a Content-Type is that of an event stream. */
    public static boolean isEventStream(@Nullable String contentType) {
        return contentType != null && MediaType.of(contentType).isEventStream();
    }

    /** The next bytes. They are not kept. */
    public void read(Buffer piece) {
        ByteBuf bytes = BufferBytes.of(piece);
        if (bytes.hasArray()) {
            int from = bytes.arrayOffset() + bytes.readerIndex();
            read(bytes.array(), from, from + bytes.readableBytes());
        } else {
            read(piece.getBytes(), 0, piece.length());
        }
    }

    private void read(byte[] bytes, int from, int to) {
        if (stopped) {
            return;
        }
        if (gunzip == null) {
            plain(bytes, from, to);
        } else {
            gunzip.feed(bytes, from, to);
            stopped |= gunzip.isStopped();
        }
    }

    /** The last byte has been read. */
    public void finish() {
        if (over) {
            return;
        }
        over = true;
        if (!stopped && events != null) {
            events.finish();
        }
        fold.eventCutShort();
    }

    /** How many chunks of a stream have come so far: events with data, but for the end mark. */
    public long chunks() {
        return chunks;
    }

    /** The model that answers, if that has been said; else empty. */
    public String model() {
        return fold.model();
    }

    /** Whether the answer is an event stream, by what it is or, where that is not seen, by what is said of it. */
    public boolean isStream() {
        return announced || form == Form.EVENTS;
    }

    /** Whether a stream is known to have ended before its end. */
    public boolean isCutShort() {
        return isStream() && !stopped && !fold.isComplete();
    }

    /** Whether a stream has come to its end mark, or has told of an error: clients leave there, and miss nothing. */
    public boolean isOver() {
        return isStream() && fold.isOver();
    }

    /** What the answer has said so far. */
    public Answer answer() {
        return fold.answer();
    }

    @Override
    public void close() {
        stopped = true;
        if (gunzip != null) {
            gunzip.close();
        }
    }

    private void plain(byte[] bytes, int from, int to) {
        int at = form == Form.UNKNOWN ? recognise(bytes, from, to) : from;
        switch (form) {
            case EVENTS -> events().feed(bytes, at, to);
            case JSON -> texts(bytes, at, to);
            case OTHER -> stopped = true;
            case UNKNOWN -> {
                // Too little has come to tell.
            }
        }
    }

    // How much of it has been looked at, and is read already.
    private int recognise(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && form == Form.UNKNOWN) {
            byte c = bytes[at++];
            if (beginningLength > 0 || !isSpace(c)) {
                beginning[beginningLength++] = c;
                form = Form.of(beginning, beginningLength, announced);
            }
        }
        if (form == Form.EVENTS) {
            events().feed(beginning, 0, beginningLength);
        } else if (form == Form.JSON) {
            texts(beginning, beginningLength - 1, beginningLength);
        }
        beginning = form == Form.UNKNOWN ? beginning : KNOWN;
        return at;
    }

    private EventStream events() {
        events = events == null ? new EventStream(new Events()) : events;
        return events;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    // A line that begins another text ends the one before it.
    private void texts(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !stopped) {
            if (lineBegins && json.isComplete() && bytes[at] == '{') {
                json.restart();
            }
            if (json.isComplete()) {
                // Whatever follows on its line takes nothing from it.
                json.feed(bytes, at, at + 1);
                at++;
            } else {
                at = json.feedText(bytes, at, to);
                if (json.isComplete()) {
                    fold.eventEnded(EventKind.OWN);
                }
            }
            lineBegins = bytes[at - 1] == '\n';
            stopped |= json.isBroken();
        }
    }

    /** Gets the data of events: a JSON text each, or the end mark. */
    private final class Events implements EventStream.Receiver {

        @Override
        public void data(byte[] bytes, int from, int to) {
            if (broken) {
                return;
            }
            int start = from;
            while (start < to && bytes[start] == ' ' && matchedMark == 0 && json.isAtStart()) {
                start++;
            }
            if (start == to) {
                return;
            }
            // No chunk of a dialect known here is an array.
            if (matchedMark > 0 || (json.isAtStart() && bytes[start] == END_MARK[0])) {
                matchMark(bytes, start, to);
                return;
            }
            json.feed(bytes, start, to);
            broken = json.isBroken();
        }

        // Where events are parted by one line break only, each line of data is one.
        @Override
        public void nextLine() {
            if (isWhole() || broken) {
                end();
            } else if (matchedMark > 0) {
                broken = true;
            } else if (!json.isAtStart()) {
                json.feed(NEWLINE, 0, 1);
                broken = json.isBroken();
            }
        }

        @Override
        public void ended() {
            // At the stream's end an event that is not whole is one cut short.
            if (!over || isWhole() || broken) {
                end();
            }
        }

        private boolean isWhole() {
            return !broken && (matchedMark == END_MARK.length || json.isComplete());
        }

        // An event that is not understood costs nothing but itself.
        private void end() {
            if (!isWhole()) {
                fold.eventDropped();
            } else if (matchedMark > 0) {
                fold.endMark();
            } else {
                chunks++;
                fold.eventEnded(EventKind.of(events(), operation));
            }
            matchedMark = 0;
            broken = false;
            json.restart();
        }

        private void matchMark(byte[] bytes, int from, int to) {
            for (int at = from; at < to; at++) {
                if (matchedMark < END_MARK.length && bytes[at] == END_MARK[matchedMark]) {
                    matchedMark++;
                } else if (bytes[at] != ' ') {
                    broken = true;
                    return;
                }
            }
        }
    }
}
