package dev.lintel.gateway.socket;

import dev.lintel.gateway.socket.turn.Turn;
import dev.lintel.gateway.socket.turn.Turns;
import dev.lintel.http.BufferBytes;
import dev.lintel.openai.socket.ServerEvent;
import dev.lintel.wire.websocket.FrameReader;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Reads the frames of a provider as they pass, and finds the turns that its events belong to. On the call's event loop. */
final class ProviderFrames {

    /** So much of an event is kept until it is known whose it is. */
    private static final int MOST_UNDECIDED = 64 * 1024;

    private final Turns turns;
    private final Runnable farewell;
    private final FrameReader reader = FrameReader.ofServer();
    private final ServerEvent event = new ServerEvent();
    private @Nullable Buffer undecided;
    private boolean begun;
    private boolean decided;
    private @Nullable Turn turn;

    /** Of turns that hear their events; {@code farewell} hears that the provider will send no more. */
    ProviderFrames(Turns turns, Runnable farewell) {
        this.turns = turns;
        this.farewell = farewell;
    }

    /** Whether a frame of Lintel's own may stand here. */
    boolean isBetweenMessages() {
        return reader.isBetweenMessages();
    }

    /** What is wrong with how the provider writes; null for nothing. */
    @Nullable
    String fault() {
        return reader.fault();
    }

    /** The next bytes, which have been passed on. */
    void take(Buffer piece) {
        ByteBuf bytes = BufferBytes.of(piece);
        byte[] array = bytes.hasArray() ? bytes.array() : piece.getBytes();
        int from = bytes.hasArray() ? bytes.arrayOffset() + bytes.readerIndex() : 0;
        int at = 0;
        while (at < piece.length() && reader.fault() == null) {
            int end = reader.read(array, from + at, from + piece.length()) - from;
            if (reader.isText()) {
                payload(array, piece, reader.payloadFrom() - from, end, from);
            } else if (reader.isClose() && reader.isAtEnd()) {
                farewell.run();
            }
            at = end;
        }
    }

    private void payload(byte[] array, Buffer piece, int start, int end, int offset) {
        if (!begun) {
            begun = true;
            event.begin();
        }
        event.read(array, offset + start, offset + end);
        Buffer part = piece.slice(start, end);
        if (decided) {
            pass(part);
        } else if (reader.endsMessage() || length(undecided) + part.length() > MOST_UNDECIDED) {
            decided = true;
            turn = turns.of(event);
            if (undecided != null) {
                pass(undecided);
                undecided = null;
            }
            pass(part);
        } else if (part.length() > 0) {
            undecided = undecided == null ? Buffer.buffer().appendBuffer(part) : undecided.appendBuffer(part);
        }
        if (reader.endsMessage()) {
            ended();
        }
    }

    private static int length(@Nullable Buffer buffer) {
        return buffer == null ? 0 : buffer.length();
    }

    private void pass(Buffer part) {
        if (turn != null && part.length() > 0) {
            turn.piece(part);
        }
    }

    private void ended() {
        Turn of = turn;
        turn = null;
        begun = false;
        decided = false;
        if (of != null) {
            turns.ended(event, of);
        }
    }
}
