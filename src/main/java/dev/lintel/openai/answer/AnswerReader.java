package dev.lintel.openai.answer;

import dev.lintel.http.BufferBytes;
import dev.lintel.http.MediaType;
import dev.lintel.openai.Operation;
import dev.lintel.openai.answer.message.ContentFold;
import dev.lintel.openai.answer.shape.AnswerField;
import dev.lintel.openai.answer.shape.AnswerShapes;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.wire.EventStream;
import dev.lintel.wire.Gunzip;
import dev.lintel.wire.JsonScanner;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer as its bytes pass, cut anywhere: one JSON text or an event stream, gzipped or not. What it cannot
 * understand ends the reading; what has been read until then remains.
 *
 * <p>Its memory is bounded, whatever comes. It must be closed. Not for several threads.
 */
public final class AnswerReader implements AutoCloseable {

    /** How an answer is written. */
    private enum Form {
        JSON,
        EVENTS
    }

    private static final byte[] END_MARK = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final Form form;
    private final AnswerFold fold;
    private final JsonScanner<AnswerField> json;
    private final EventStream events = new EventStream(new Events());
    private final @Nullable Gunzip gunzip;
    private int matchedMark;
    private long chunks;
    private boolean over;
    private boolean stopped;

    private AnswerReader(Form form, boolean gzipped, AnswerFold fold, Operation operation) {
        this.form = form;
        this.fold = fold;
        this.json = new JsonScanner<>(AnswerShapes.of(operation), fold);
        this.gunzip = gzipped ? new Gunzip(this::plain) : null;
    }

    /**
     * A reader for an answer to {@code operation} with these values of Content-Type and Content-Encoding.
     *
     * @param capture how content is to be captured; null when it is not
     * @return empty when answers of that kind are not understood
     */
    public static Optional<AnswerReader> of(
            Operation operation,
            @Nullable String contentType,
            @Nullable String contentEncoding,
            @Nullable ContentRules capture) {
        Form form = form(contentType);
        String encoding =
                contentEncoding == null ? "identity" : contentEncoding.strip().toLowerCase(Locale.ROOT);
        boolean gzipped = encoding.equals("gzip") || encoding.equals("x-gzip");
        if (form == null || (!gzipped && !encoding.equals("identity"))) {
            return Optional.empty();
        }
        ContentFold content = capture == null ? null : new ContentFold(operation, capture);
        return Optional.of(new AnswerReader(form, gzipped, new AnswerFold(operation, content), operation));
    }

    /** Whether a Content-Type is that of an event stream. */
    public static boolean isEventStream(@Nullable String contentType) {
        return form(contentType) == Form.EVENTS;
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
        over = true;
        if (!stopped && form == Form.EVENTS) {
            events.finish();
        }
    }

    /** How many chunks of a stream have come so far: events with data, but for the end mark. */
    public long chunks() {
        return chunks;
    }

    /** The model that answers, if that has been said; else empty. */
    public String model() {
        return fold.model();
    }

    /** Whether the answer is an event stream. */
    public boolean isStream() {
        return form == Form.EVENTS;
    }

    /** Whether a stream is known to have ended before its end. */
    public boolean isCutShort() {
        return form == Form.EVENTS && !stopped && !fold.isComplete();
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
        if (form == Form.EVENTS) {
            events.feed(bytes, from, to);
            return;
        }
        boolean wasComplete = json.isComplete();
        json.feed(bytes, from, to);
        stopped |= json.isBroken();
        if (json.isComplete() && !wasComplete) {
            fold.eventEnded();
        }
    }

    private static @Nullable Form form(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        MediaType type = MediaType.of(contentType);
        if (type.isEventStream()) {
            return Form.EVENTS;
        }
        return type.isJson() ? Form.JSON : null;
    }

    /** Gets the data of events: a JSON text each, or the end mark. */
    private final class Events implements EventStream.Receiver {

        @Override
        public void data(byte[] bytes, int from, int to) {
            if (stopped) {
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
            stopped |= json.isBroken();
        }

        @Override
        public void ended() {
            if (stopped) {
                return;
            }
            if (matchedMark == END_MARK.length) {
                fold.endMark();
            } else if (json.isComplete()) {
                chunks++;
                fold.eventEnded();
            } else if (matchedMark > 0 || !json.isAtStart()) {
                // At the stream's end that is an event cut short; before, one that is not understood.
                stopped = !over;
            }
            matchedMark = 0;
            json.restart();
        }

        private void matchMark(byte[] bytes, int from, int to) {
            for (int at = from; at < to; at++) {
                if (matchedMark < END_MARK.length && bytes[at] == END_MARK[matchedMark]) {
                    matchedMark++;
                } else if (bytes[at] != ' ') {
                    stopped = true;
                    return;
                }
            }
        }
    }
}
