package dev.lintel.export.otlp;

import io.opentelemetry.exporter.internal.marshal.Marshaler;
import java.io.IOException;
import java.io.OutputStream;

/** The message of an export request, in protobuf. */
public interface OtlpMessage {

    /** How many bytes it has. */
    int size();

    void writeTo(OutputStream sink) throws IOException;

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
