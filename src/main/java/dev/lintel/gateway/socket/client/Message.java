package dev.lintel.gateway.socket.client;

import dev.lintel.http.BufferBytes;
import dev.lintel.http.RefusedException;
import dev.lintel.http.body.HeldBody;
import dev.lintel.wire.websocket.FrameReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;

/**
 * A text that a client has sent, whole. It is held until it is released.
 *
 * @param frames as they came
 * @param text what they hold, without the client's mask
 * @param mask of the first frame
 */
public record Message(HeldBody held, Buffer frames, Buffer text, int mask) {

    /**
     * Of what is held of its frames.
     *
     * @throws RefusedException when it cannot be held without its mask, too
     */
    static Message of(HeldBody held) {
        Buffer frames = held.content();
        held.take(frames.length());
        byte[] text = frames.getBytes();
        int length = 0;
        FrameReader reader = FrameReader.ofClient();
        int mask = 0;
        for (int at = 0; at < text.length; ) {
            boolean first = at == 0;
            int end = reader.read(text, at, text.length);
            mask = first ? reader.mask() : mask;
            int from = reader.payloadFrom();
            reader.unmask(text, from, end);
            System.arraycopy(text, from, text, length, end - from);
            length += end - from;
            at = end;
        }
        ByteBuf payload = Unpooled.wrappedBuffer(text, 0, length);
        return new Message(held, frames, BufferBytes.buffer(payload), mask);
    }

    /** Nothing of it is wanted any more. */
    public void release() {
        held.release();
    }
}
