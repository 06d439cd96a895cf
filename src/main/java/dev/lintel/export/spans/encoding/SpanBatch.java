package dev.lintel.export.spans.encoding;

import dev.lintel.export.otlp.OtlpMessage;
import dev.lintel.telemetry.convention.InstrumentationScope;
import io.opentelemetry.exporter.internal.marshal.Marshaler;
import io.opentelemetry.exporter.internal.otlp.InstrumentationScopeMarshaler;
import io.opentelemetry.exporter.internal.otlp.ResourceMarshaler;
import io.opentelemetry.sdk.resources.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** An {@code ExportTraceServiceRequest} of spans that are written already: those of one resource and one scope. */
public final class SpanBatch implements OtlpMessage {

    private static final byte[] SCOPE = bytes(InstrumentationScopeMarshaler.create(InstrumentationScope.INFO));

    private final List<byte[]> spans;
    private final ProtobufWriter head = new ProtobufWriter(1024);
    private final ProtobufWriter tail = new ProtobufWriter(256);
    private final int size;

    /** A request with these spans, as {@link SpanEncoder} has written them. */
    public SpanBatch(Resource resource, List<byte[]> spans) {
        this.spans = spans;
        int spanBytes = spans.stream().mapToInt(span -> span.length).sum();
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
        return spans.size();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void writeTo(OutputStream sink) throws IOException {
        head.writeTo(sink);
        for (byte[] span : spans) {
            sink.write(span);
        }
        tail.writeTo(sink);
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
