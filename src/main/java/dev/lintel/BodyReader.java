package dev.lintel;

import dev.lintel.openai.ApiError;
import dev.lintel.openai.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Reads bodies whole, up to {@code listener.max_body_size}. */
@Singleton
final class BodyReader {

    private static final CharSequence EXPECT = HttpHeaders.createOptimized("expect");

    private final int maxBytes;

    BodyReader(ListenerConfig config) {
        this.maxBytes = (int) Math.min(config.maxBodySize().asLongValue(), Integer.MAX_VALUE - 8L);
    }

    /**
     * Reads a body to its end.
     *
     * @return fails with a {@link RefusedException} of status 413 as soon as the body is known to be too large
     */
    Future<Buffer> read(HttpServerRequest request) {
        if (declaredLength(request) > maxBytes) {
            return Future.failedFuture(tooLarge());
        }
        sendContinue(request);
        Promise<Buffer> whole = Promise.promise();
        Buffer content = Buffer.buffer();
        request.exceptionHandler(broken -> whole.tryFail(new RefusedException(
                ApiError.invalidRequest(400, "invalid_body", null, "The body broke off, or is not valid HTTP."))));
        request.endHandler(end -> whole.tryComplete(content));
        request.handler(piece -> {
            if ((long) content.length() + piece.length() <= maxBytes) {
                content.appendBuffer(piece);
            } else {
                whole.tryFail(tooLarge());
            }
        });
        request.resume();
        return whole.future();
    }

    /**
     * Takes gzip off a body.
     *
     * @throws RefusedException when it is no gzip, or too large without it
     */
    byte[] inflate(Buffer gzipped) {
        try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(gzipped.getBytes()))) {
            byte[] inflated = content.readNBytes(maxBytes);
            if (content.read() != -1) {
                throw tooLarge();
            }
            return inflated;
        } catch (IOException e) {
            throw new RefusedException(ApiError.invalidRequest(
                    400,
                    "invalid_content_encoding",
                    null,
                    "The body is not the gzip that Content-Encoding announces."));
        }
    }

    /** Tells a client that waits for it to send its body (RFC 9110, section 10.1.1). */
    static void sendContinue(HttpServerRequest request) {
        String expectation = request.getHeader(EXPECT);
        if (expectation != null && expectation.equalsIgnoreCase("100-continue")) {
            request.response().writeContinue();
        }
    }

    private RefusedException tooLarge() {
        return new RefusedException(ApiError.invalidRequest(
                413, "request_too_large", null, "The body is larger than the " + maxBytes + " bytes allowed here."));
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // Netty has refused a request whose Content-Length is no number.
        return length == null ? 0 : Long.parseLong(length);
    }
}
