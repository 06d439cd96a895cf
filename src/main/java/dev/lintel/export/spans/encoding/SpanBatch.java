package dev.lintel.export.spans.encoding;

import dev.lintel.export.otlp.OtlpMessage;
import dev.lintel.http.BufferBytes;
import dev.lintel.telemetry.convention.InstrumentationScope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opentelemetry.exporter.internal.marshal.Marshaler;
import io.opentelemetry.exporter.internal.otlp.InstrumentationScopeMarshaler;
import io.opentelemetry.exporter.internal.otlp.ResourceMarshaler;
import io.opentelemetry.sdk.resources.Resource;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/** An {@code ExportTraceServiceRequest} of spans that are written already: those of one resource and one scope. */
public final class SpanBatch implements OtlpMessage {

    private static final byte[] SCOPE = bytes(InstrumentationScopeMarshaler.create(InstrumentationScope.INFO));

    private final List<SpanPage> pages;
    private final Consumer<SpanPage> free;
    private final ProtobufWriter head = new ProtobufWriter(1024);
    private final ProtobufWriter tail = new ProtobufWriter(256);
    private final int size;

    /**
     * A request with the spans of these pages, which are shared with it.
     *
     * @param free gets them when they have been sent, and nobody reads them any more; never where that is not known
     */
    public SpanBatch(Resource resource, List<SpanPage> pages, Consumer<SpanPage> free) {
        this.pages = List.copyOf(pages);
        this.free = free;
        int spanBytes = pages.stream().mapToInt(SpanPage::length).sum();
        String schema = InstrumentationScope.INFO.getSchemaUrl();
        tail.text(3, schema);
        int scopeSpans = ProtobufWriter.sizeOfBytes(SCOPE.length) + spanBytes + tail.length();
        String resourceSchema = resource.getSchemaUrl();
        if (resourceSchema != null) {
            tail.text(3, resourceSchema);
        }
        byte[] describedResource = bytes(ResourceMarshaler.create(resource));
        int afterScope = tail.length() - (scopeSpans - ProtobufWriter.sizeOfBytes(SCOPE.length) - spanBytes);
        int resourceSpans = ProtobufWriter.sizeOfBytes(describedResource.length)
                + ProtobufWriter.sizeOfBytes(scopeSpans)
                + afterScope;
        head.head(1, resourceSpans);
        head.bytes(1, describedResource);
        head.head(2, scopeSpans);
        head.bytes(1, SCOPE);
        this.size = head.length() + spanBytes + tail.length();
    }

    /** How many there are. */
    public int spans() {
        return pages.stream().mapToInt(SpanPage::spans).sum();
    }

    @Override
    public void sent() {
        pages.forEach(free);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void writeTo(OutputStream sink) throws IOException {
        head.writeTo(sink);
        for (SpanPage page : pages) {
            page.writeTo(sink);
        }
        tail.writeTo(sink);
    }

    @Override
    public Buffer bytes() {
        ByteBuf[] parts = new ByteBuf[pages.size() + 2];
        parts[0] = head.shared();
        for (int page = 0; page < pages.size(); page++) {
            parts[page + 1] = pages.get(page).bytes();
        }
        parts[parts.length - 1] = tail.shared();
        // Whoever has sent it may send it again.
        return BufferBytes.buffer(Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(parts.length, parts)));
    }

    private static byte[] bytes(Marshaler message) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.getBinarySerializedSize());
            message.writeBinaryTo(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
