package dev.lintel.export.otlp;

import io.opentelemetry.exporter.internal.marshal.Marshaler;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;

/** The message of an export request, in protobuf. */
public interface OtlpMessage {

    /** How many bytes it has. */
    int size();

    void writeTo(OutputStream sink) throws IOException;

    /** Its bytes, shared with it where they are there already. */
    default Buffer bytes() throws IOException {
        return OtlpProtocol.write(this, false);
    }

    /** It has been sent and accepted, and nobody reads its bytes any more. */
    default void sent() {}

    /** A message that one of the SDK's marshalers writes. */
    static OtlpMessage of(Marshaler message) {
        return new OtlpMessage() {
            @Override
            public int size() {
                return message.getBinarySerializedSize();
            }

            @Override
            public void writeTo(OutputStream sink) throws IOException {
                message.writeBinaryTo(sink);
            }
        };
    }
}
