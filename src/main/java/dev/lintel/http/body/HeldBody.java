package dev.lintel.http.body;

import dev.lintel.http.ApiError;
import dev.lintel.http.BufferBytes;
import dev.lintel.http.RefusedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What is held of one body, counted with all that are held. What comes in one piece is not copied. For one thread at a time;
 * {@link #release} once is enough, and more does no harm.
 */
public final class HeldBody {

    private static final int MOST_RESERVED = 256 * 1024;

    private final HeldBytes budget;
    private final int maxBytes;
    private @Nullable Buffer first;
    private @Nullable ByteBuf whole;
    private long taken;
    private boolean released;

    HeldBody(HeldBytes budget, int maxBytes) {
        this.budget = budget;
        this.maxBytes = maxBytes;
    }

    /** The body as far as it has come. */
    public Buffer content() {
        return whole != null ? BufferBytes.buffer(whole) : first != null ? first : Buffer.buffer();
    }

    /** Nothing of it is held any more. */
    public void release() {
        if (!released) {
            released = true;
            budget.give(taken);
            first = null;
            whole = null;
        }
    }

    /**
     * Takes the next piece in.
     *
     * @param declared how long the body is by its own word; 0 where that is not known
     * @throws RefusedException when it, or all together, is too large
     */
    public void add(Buffer piece, long declared) {
        long length = length() + (long) piece.length();
        if (length > maxBytes) {
            throw tooLarge(maxBytes);
        }
        if (first == null) {
            take(piece.length());
            first = piece;
        } else {
            ByteBuf bytes = roomFor((int) length, (int) Math.min(declared, maxBytes));
            ByteBuf more = BufferBytes.of(piece);
            bytes.writeBytes(more, more.readerIndex(), piece.length());
        }
    }

    /**
     * Counts bytes that are made of this body, and are held as long as it is.
     *
     * @throws RefusedException when all together are too many
     */
    public void take(long bytes) {
        if (taken + bytes > budget.most()) {
            throw tooLarge(maxBytes);
        }
        if (released || !budget.take(bytes)) {
            throw busy();
        }
        taken += bytes;
    }

    /** Gives bytes back that were taken besides. */
    void give(long bytes) {
        if (!released) {
            budget.give(bytes);
            taken -= bytes;
        }
    }

    private int length() {
        return whole != null ? whole.readableBytes() : first != null ? first.length() : 0;
    }

    // It grows by doubling, up to what is known of its length: what a client only announces is not reserved.
    private ByteBuf roomFor(int length, int declared) {
        ByteBuf bytes = whole;
        int most = declared >= length ? declared : maxBytes;
        if (bytes == null) {
            int capacity = Math.max(length, Math.min(most, MOST_RESERVED));
            take(capacity);
            bytes = Unpooled.buffer(capacity, maxBytes);
            ByteBuf begun = BufferBytes.of(content());
            bytes.writeBytes(begun, begun.readerIndex(), length());
            give(length());
            whole = bytes;
        } else if (length > bytes.capacity()) {
            int capacity = (int) Math.max(length, Math.min(most, 2L * bytes.capacity()));
            take(capacity - bytes.capacity());
            bytes.capacity(capacity);
        }
        return bytes;
    }

    static RefusedException tooLarge(int maxBytes) {
        return new RefusedException(ApiError.invalidRequest(
                413, "request_too_large", null, "The body is larger than the " + maxBytes + " bytes allowed here."));
    }

    private static RefusedException busy() {
        return new RefusedException(ApiError.upstream(
                503, "too_much_held", "Lintel holds as many bytes of requests as it may. Try again in a moment."));
    }
}
