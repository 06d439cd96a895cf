package dev.lintel.export.spans.encoding;

import io.netty.buffer.ByteBuf;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Spans one behind the other, as they stand in an export request: bytes that are filled, sent and filled again. By one thread
 * at a time.
 */
public final class SpanPage {

    private final ProtobufWriter writer;
    private final SpanEncoder encoder;
    private final int usualBytes;
    private final int usualCapacity;
    private final int mostSpans;
    private int spans;

    /**
     * An empty page.
     *
     * @param usualBytes with as many, or more, it is full
     * @param mostSpans likewise
     */
    public SpanPage(int usualBytes, int mostSpans) {
        // With room for the last span, so that hardly a page grows.
        this.usualCapacity = usualBytes + usualBytes / 16;
        this.writer = new ProtobufWriter(usualCapacity);
        this.encoder = new SpanEncoder(writer);
        this.usualBytes = usualBytes;
        this.mostSpans = mostSpans;
    }

    /** Adds a span that has ended, or throws and is as it was. Says how many bytes it takes. */
    public int add(SpanData ended) {
        int before = writer.length();
        boolean written = false;
        try {
            encoder.write(ended);
            written = true;
        } finally {
            if (!written) {
                writer.truncate(before);
            }
        }
        spans++;
        return writer.length() - before;
    }

    /** Takes the last span away, which has so many bytes. */
    public void removeLast(int bytes) {
        writer.truncate(writer.length() - bytes);
        spans--;
    }

    /** How many there are. */
    public int spans() {
        return spans;
    }

    /** How many bytes they take. */
    public int length() {
        return writer.length();
    }

    /** Whether no more should be added. */
    public boolean isFull() {
        return writer.length() >= usualBytes || spans >= mostSpans;
    }

    /** Whether it has grown, and had better not be kept to be filled again. */
    public boolean hasGrown() {
        return writer.capacity() > usualCapacity;
    }

    /** Makes it empty. */
    public void clear() {
        writer.truncate(0);
        spans = 0;
    }

    /** Its bytes, shared with it. */
    ByteBuf bytes() {
        return writer.shared();
    }

    void writeTo(OutputStream sink) throws IOException {
        writer.writeTo(sink);
    }
}
