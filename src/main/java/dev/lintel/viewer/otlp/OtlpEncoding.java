package dev.lintel.viewer.otlp;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.lintel.viewer.otlp.spans.JsonSpans;
import dev.lintel.viewer.otlp.spans.ProtobufSpans;
import dev.lintel.viewer.otlp.spans.SpanReader;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a request of OTLP over HTTP is written. Its answer is written the same way. */
enum OtlpEncoding {
    /** Binary. */
    PROTOBUF("application/x-protobuf") {
        @Override
        SpanReader spans() {
            return new ProtobufSpans();
        }

        @Override
        Buffer accepted(int rejectedSpans) {
            return rejectedSpans == 0
                    ? Buffer.buffer()
                    : field(
                            1,
                            Buffer.buffer()
                                    .appendBuffer(number(1, rejectedSpans))
                                    .appendBuffer(text(2, INVALID_IDS)));
        }

        @Override
        Buffer status(int code, String message) {
            return number(1, code).appendBuffer(text(2, message));
        }
    },
    /** Text. */
    JSON("application/json") {
        @Override
        SpanReader spans() {
            return new JsonSpans();
        }

        @Override
        Buffer accepted(int rejectedSpans) {
            return Buffer.buffer(
                    rejectedSpans == 0
                            ? "{}"
                            : "{\"partialSuccess\":{\"rejectedSpans\":\"" + rejectedSpans + "\",\"errorMessage\":\""
                                    + INVALID_IDS + "\"}}");
        }

        @Override
        Buffer status(int code, String message) {
            String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(message));
            return Buffer.buffer("{\"code\":" + code + ",\"message\":\"" + quoted + "\"}");
        }
    };

    private static final String INVALID_IDS = "Spans without a valid trace id and span id are not kept.";

    private final String contentType;

    OtlpEncoding(String contentType) {
        this.contentType = contentType;
    }

    static Optional<OtlpEncoding> of(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        String type = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        for (OtlpEncoding encoding : values()) {
            if (encoding.contentType.equals(type)) {
                return Optional.of(encoding);
            }
        }
        return Optional.empty();
    }

    String contentType() {
        return contentType;
    }

    /** What reads its spans. */
    abstract SpanReader spans();

    /** An {@code ExportTraceServiceResponse}, which for metrics and logs is written the same way. */
    abstract Buffer accepted(int rejectedSpans);

    /** A {@code google.rpc.Status}. */
    abstract Buffer status(int code, String message);

    private static Buffer number(int field, long value) {
        return varint(Buffer.buffer().appendByte((byte) (field << 3)), value);
    }

    private static Buffer text(int field, String text) {
        return field(field, Buffer.buffer(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Buffer field(int field, Buffer content) {
        Buffer head = Buffer.buffer().appendByte((byte) ((field << 3) | 2));
        return varint(head, content.length()).appendBuffer(content);
    }

    private static Buffer varint(Buffer target, long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            target.appendByte((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        return target.appendByte((byte) rest);
    }
}
