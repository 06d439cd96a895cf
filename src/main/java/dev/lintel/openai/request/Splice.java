package dev.lintel.openai.request;

import dev.lintel.http.BufferBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A change of a few bytes in a body of which all others stay as they are.
 *
 * @param start offset of what gives way
 * @param end offset just after it
 * @param text what takes its place
 */
public record Splice(int start, int end, String text) {

    /**
     * The body with these changes, which do not overlap; offsets are those in the body as it was. What stays is not copied:
     * the two share their bytes, which must not be changed.
     */
    public static Buffer into(Buffer body, List<Splice> splices) {
        List<Splice> inOrder = new ArrayList<>(splices);
        inOrder.sort(Comparator.comparingInt(Splice::start));
        ByteBuf bytes = BufferBytes.of(body);
        ByteBuf[] parts = new ByteBuf[2 * inOrder.size() + 1];
        int part = 0;
        int at = 0;
        for (Splice splice : inOrder) {
            parts[part++] = bytes.slice(bytes.readerIndex() + at, splice.start - at);
            parts[part++] = Unpooled.wrappedBuffer(splice.text.getBytes(StandardCharsets.UTF_8));
            at = splice.end;
        }
        parts[part] = bytes.slice(bytes.readerIndex() + at, bytes.readableBytes() - at);
        return BufferBytes.buffer(Unpooled.wrappedBuffer(parts.length, parts));
    }
}
