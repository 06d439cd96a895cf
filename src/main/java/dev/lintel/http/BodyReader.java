package dev.lintel.http;

import io.airlift.compress.MalformedInputException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads bodies whole, up to a bound. Any thread may use it. */
public final class BodyReader {

    /** Gets one body, or why there is none. One of the two is called, once, on the request's event loop. */
    public interface Receiver {

        /** All of it. */
        void body(Buffer whole);

        /** It is too large, or broke off: 413 or 400. */
        void refused(RefusedException refused);
    }

    private static final CharSequence EXPECT = HttpHeaders.createOptimized("expect");
    private static final int MOST_RESERVED = 256 * 1024;

    private final int maxBytes;

    /** Reads up to {@code maxBytes}, also after inflation. */
    public BodyReader(long maxBytes) {
        this.maxBytes = (int) Math.min(maxBytes, Integer.MAX_VALUE - 8L);
    }

    /** Reads a body to its end; gives it up as soon as it is known to be too large. */
    public void read(HttpServerRequest request, Receiver to) {
        long declared = declaredLength(request);
        if (declared > maxBytes) {
            to.refused(tooLarge());
            return;
        }
        sendContinue(request);
        Reading reading = new Reading(declared, to);
        request.exceptionHandler(broken -> reading.refuse(new RefusedException(
                ApiError.invalidRequest(400, "invalid_body", null, "The body broke off, or is not valid HTTP."))));
        request.endHandler(end -> reading.end());
        request.handler(reading::piece);
        request.resume();
    }

    /**
     * Takes a coding off a body.
     *
     * @throws RefusedException when it is not in that coding, or too large without it
     */
    public byte[] decode(ContentCoding coding, Buffer encoded) {
        try (InputStream content = coding.decoded(new ByteArrayInputStream(encoded.getBytes()))) {
            byte[] plain = content.readNBytes(maxBytes);
            if (content.read() != -1) {
                throw tooLarge();
            }
            return plain;
        } catch (IOException | MalformedInputException e) {
            throw new RefusedException(ApiError.invalidRequest(
                    400,
                    "invalid_content_encoding",
                    null,
                    "The body is not the " + coding.token() + " that Content-Encoding announces."));
        }
    }

    /** Lets a client send its body that waits for a word (RFC 9110, section 10.1.1). */
    public static void sendContinue(HttpServerRequest request) {
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

    /** One body on its way. What comes in one piece is not copied. */
    private final class Reading {

        private final long declared;
        private final Receiver to;
        private @Nullable Buffer first;
        private @Nullable Buffer whole;
        private boolean over;

        Reading(long declared, Receiver to) {
            this.declared = declared;
            this.to = to;
        }

        void piece(Buffer piece) {
            if (over) {
                return;
            }
            if (length() + piece.length() > maxBytes) {
                refuse(tooLarge());
            } else if (first == null) {
                first = piece;
            } else {
                append(piece);
            }
        }

        void end() {
            if (!over) {
                over = true;
                to.body(whole != null ? whole : first != null ? first : Buffer.buffer());
            }
        }

        void refuse(RefusedException refused) {
            if (!over) {
                over = true;
                to.refused(refused);
            }
        }

        private long length() {
            return whole != null ? whole.length() : first != null ? first.length() : 0;
        }

        private void append(Buffer piece) {
            if (whole == null) {
                whole = Buffer.buffer((int) Math.min(declared, MOST_RESERVED)).appendBuffer(first);
            }
            whole.appendBuffer(piece);
        }
    }
}
