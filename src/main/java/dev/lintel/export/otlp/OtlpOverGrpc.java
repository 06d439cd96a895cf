package dev.lintel.export.otlp;

import dev.lintel.export.otlp.OtlpAnswer.Refused;
import dev.lintel.http.BufferBytes;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OTLP/gRPC: one unary call over HTTP/2. */
final class OtlpOverGrpc implements OtlpProtocol {

    /** By gRPC's numbers. */
    private static final List<String> STATUSES = List.of(
            "OK",
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS",
            "UNAUTHENTICATED");

    /** OTLP, "OTLP/gRPC response". RESOURCE_EXHAUSTED is only with a RetryInfo, which is not read. */
    private static final Set<String> RETRYABLE =
            Set.of("CANCELLED", "DEADLINE_EXCEEDED", "ABORTED", "OUT_OF_RANGE", "UNAVAILABLE", "DATA_LOSS");

    /** A flag for compression, and four bytes of length. */
    private static final int FRAME_HEAD = 5;

    @Override
    public Map<String, String> headers(boolean compressed) {
        String encoding = compressed ? "gzip" : "identity";
        return Map.of("content-type", "application/grpc", "te", "trailers", "grpc-encoding", encoding);
    }

    @Override
    public Buffer body(OtlpMessage message, boolean compressed) throws IOException {
        Buffer bytes = OtlpProtocol.content(message, compressed);
        Buffer head = Buffer.buffer(FRAME_HEAD)
                .appendByte((byte) (compressed ? 1 : 0))
                .appendInt(bytes.length());
        // Whoever has sent it may send it again.
        return BufferBytes.buffer(
                Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(BufferBytes.of(head), BufferBytes.of(bytes))));
    }

    @Override
    public OtlpAnswer answer(HttpClientResponse head, Buffer body) {
        if (head.statusCode() != 200) {
            int status = head.statusCode();
            return new Refused("HTTP status " + status, status == 429 || (status >= 502 && status <= 504), null);
        }
        String status = field(head, "grpc-status");
        if (status == null) {
            return Refused.forGood("its answer is not gRPC");
        }
        if (status.equals("0")) {
            return accepted(body);
        }
        String name = name(status);
        String message = field(head, "grpc-message");
        String reason = "gRPC status " + name + (message == null ? "" : ": " + decoded(message));
        return new Refused(reason, RETRYABLE.contains(name), null);
    }

    private static OtlpAnswer accepted(Buffer body) {
        if (body.length() == 0) {
            return new OtlpAnswer.Accepted();
        }
        if (body.length() < FRAME_HEAD || body.getByte(0) != 0 || body.getInt(1) != body.length() - FRAME_HEAD) {
            return Refused.forGood("its answer is not OTLP");
        }
        return OtlpProtocol.accepted(body.getBytes(FRAME_HEAD, body.length()));
    }

    private static String name(String status) {
        for (int code = 0; code < STATUSES.size(); code++) {
            if (status.equals(String.valueOf(code))) {
                return STATUSES.get(code);
            }
        }
        return PartialSuccess.plain(status);
    }

    /** In the head of an answer that has no message, else in its trailers. */
    private static @Nullable String field(HttpClientResponse answer, String name) {
        String inHead = answer.getHeader(name);
        return inHead != null ? inHead : answer.getTrailer(name);
    }

    private static String decoded(String percentEncoded) {
        try {
            return PartialSuccess.plain(URLDecoder.decode(percentEncoded.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return PartialSuccess.plain(percentEncoded);
        }
    }
}
