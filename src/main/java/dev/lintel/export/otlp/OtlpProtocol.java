package dev.lintel.export.otlp;

import dev.lintel.export.otlp.OtlpAnswer.Refused;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** How an export request is written to a collector, and its answer read. */
sealed interface OtlpProtocol permits OtlpOverGrpc, OtlpOverHttp {

    /** The header fields of a request besides those that are configured. */
    Map<String, String> headers(boolean compressed);

    /** The body of a request. */
    Buffer body(OtlpMessage message, boolean compressed) throws IOException;

    /** What an answer says that has been received to its end. */
    OtlpAnswer answer(HttpClientResponse head, Buffer body);

    /** What a body says that should be a message of OTLP in protobuf. */
    static OtlpAnswer accepted(byte[] message) {
        try {
            return PartialSuccess.read(message);
        } catch (IOException e) {
            return Refused.forGood("its answer is not OTLP");
        }
    }

    /** A message in protobuf: compressed by gzip, or as it is, its bytes shared with it where they are there already. */
    static Buffer content(OtlpMessage message, boolean compressed) throws IOException {
        return compressed ? write(message, true) : message.bytes();
    }

    /** Writes a message in protobuf, compressed by gzip where that is wanted. */
    static Buffer write(OtlpMessage message, boolean compressed) throws IOException {
        Buffer bytes = Buffer.buffer(message.size());
        OutputStream plain = new Appending(bytes);
        try (OutputStream sink = compressed ? new GZIPOutputStream(plain) : plain) {
            message.writeTo(sink);
        }
        return bytes;
    }

    /** Writes to the end of a buffer. */
    final class Appending extends OutputStream {

        private final Buffer bytes;

        private Appending(Buffer bytes) {
            this.bytes = bytes;
        }

        @Override
        public void write(int value) {
            bytes.appendByte((byte) value);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            bytes.appendBytes(from, offset, length);
        }
    }
}
