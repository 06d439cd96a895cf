package dev.lintel.http.body;

import dev.lintel.http.BufferBytes;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A coding on its way off one body. All that it needs for that is counted with the body as long as it needs it. */
final class Decoding {

    private static final int LEAST = 1024;
    private static final int MOST_AT_FIRST = 64 * 1024;

    private final ContentCoding coding;
    private final HeldBody held;
    private final int maxBytes;
    private byte[] decoded;
    private int length;
    private int window;

    /**
     * A decoding that has not begun.
     *
     * @param encodedLength of the body in its coding
     * @param maxBytes the most that may come of it
     * @throws dev.lintel.http.RefusedException when there is no room for it
     */
    Decoding(ContentCoding coding, int encodedLength, HeldBody held, int maxBytes) {
        int capacity = Math.min(maxBytes, Math.max(LEAST, Math.min(MOST_AT_FIRST, 4 * encodedLength)));
        held.take(capacity + (long) coding.window(capacity));
        this.coding = coding;
        this.held = held;
        this.maxBytes = maxBytes;
        this.decoded = new byte[capacity];
        this.window = coding.window(capacity);
    }

    /** Reads to the end; null when more than {@code most} bytes come, and nothing is held of them. */
    @Nullable
    Buffer read(InputStream content, int most) throws IOException {
        for (int read = 0; read >= 0; read = content.read(decoded, length, decoded.length - length)) {
            length += read;
            if (length == maxBytes) {
                requireEnd(content);
                break;
            }
            if (length == decoded.length) {
                if (length >= most) {
                    held.give(length);
                    return null;
                }
                grow((int) Math.min(maxBytes, 2L * length));
            }
        }
        return BufferBytes.buffer(Unpooled.wrappedBuffer(decoded, 0, length));
    }

    /** Only what has come of it is needed any more. */
    void over() {
        held.give(window);
    }

    private void grow(int capacity) {
        int wider = coding.window(capacity);
        held.take(capacity - decoded.length + (long) (wider - window));
        window = wider;
        decoded = Arrays.copyOf(decoded, capacity);
    }

    private void requireEnd(InputStream content) throws IOException {
        if (content.read() >= 0) {
            throw HeldBody.tooLarge(maxBytes);
        }
    }
}
