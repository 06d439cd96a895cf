package dev.lintel.export.otlp;

import dev.lintel.export.otlp.OtlpAnswer.Refused;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OTLP/HTTP with protobuf. */
final class OtlpOverHttp implements OtlpProtocol {

    private static final String PROTOBUF = "application/x-protobuf";

    /** OTLP, "OTLP/HTTP response": every other error is for good. */
    private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);

    @Override
    public Map<String, String> headers(boolean compressed) {
        return compressed
                ? Map.of("content-type", PROTOBUF, "content-encoding", "gzip")
                : Map.of("content-type", PROTOBUF);
    }

    @Override
    public Buffer body(OtlpMessage message, boolean compressed) throws IOException {
        return OtlpProtocol.content(message, compressed);
    }

    @Override
    public OtlpAnswer answer(HttpClientResponse head, Buffer body) {
        int status = head.statusCode();
        if (status < 200 || status > 299) {
            return new Refused("HTTP status " + status, RETRYABLE.contains(status), retryAfter(head));
        }
        String type = String.valueOf(head.getHeader(HttpHeaders.CONTENT_TYPE));
        return type.startsWith("application/json") ? json(body) : OtlpProtocol.accepted(body.getBytes());
    }

    private static OtlpAnswer json(Buffer body) {
        try {
            return body.length() == 0 ? new OtlpAnswer.Accepted() : PartialSuccess.read(new JsonObject(body));
        } catch (DecodeException e) {
            return Refused.forGood("its answer is not OTLP");
        }
    }

    /** Only in seconds: a date would need two clocks that agree. */
    private static @Nullable Duration retryAfter(HttpClientResponse head) {
        String seconds = head.getHeader(HttpHeaders.RETRY_AFTER);
        return seconds != null && seconds.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
    }
}
