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

    /** The bytes of {@code buffer}: shared with it where they fill an array, as those of what comes from a socket do; else a copy. Only to be read. */
    public static byte[] array(Buffer buffer) {
        ByteBuf bytes = of(buffer);
        boolean filled = bytes.hasArray()
                && bytes.arrayOffset() + bytes.readerIndex() == 0
                && bytes.array().length == bytes.readableBytes();
        return filled ? bytes.array() : buffer.getBytes();
    }

    /** A buffer of {@code bytes}, shared with them. */
    @SuppressWarnings("deprecation")
    public static Buffer buffer(ByteBuf bytes) {
        return Buffer.buffer(bytes);
    }
}
