package dev.lintel.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;

/** The bytes behind a buffer, without a copy. Vert.x has this way to them until its next major release, which moves it. */
public final class BufferBytes {

    private BufferBytes() {}

    /** The bytes of {@code buffer}, shared with it. */
    @SuppressWarnings("deprecation")
    public static ByteBuf of(Buffer buffer) {
        return buffer.getByteBuf();
    }

    /** A buffer of {@code bytes}, shared with them. */
    @SuppressWarnings("deprecation")
    public static Buffer buffer(ByteBuf bytes) {
        return Buffer.buffer(bytes);
    }
}
