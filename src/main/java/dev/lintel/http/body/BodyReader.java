package dev.lintel.http.body;

import dev.lintel.http.ApiError;
import dev.lintel.http.BufferBytes;
import dev.lintel.http.RefusedException;
import io.netty.buffer.ByteBufInputStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads bodies whole, up to a bound of each and a bound of all. Any thread may use it. */
public final class BodyReader {

    /** Gets one body, or why there is none. One of the two is called, once, on the request's event loop. */
    public interface Receiver {

        /** All of it has come. */
        void come(HeldBody whole);

        /** It is too large, or broke off: 413, 503 or 400. */
        void refused(RefusedException refused);
    }

    private static final CharSequence EXPECT = HttpHeaders.createOptimized("expect");

    private final int maxBytes;
    private final HeldBytes budget;

    /**
     * Reads up to {@code maxBytes}, also after inflation.
     *
     * @param budget what all bodies share
     */
    public BodyReader(long maxBytes, HeldBytes budget) {
        this.maxBytes = (int) Math.min(Math.min(maxBytes, budget.most()), Integer.MAX_VALUE - 8L);
        this.budget = budget;
    }

    /**
     * Reads a body to its end; gives it up as soon as it is known to be too large.
     *
     * @return what is held of it, for the caller to release
     */
    public HeldBody read(ClientBody body, Receiver to) {
        long declared = declaredLength(body.request());
        HeldBody held = new HeldBody(budget, maxBytes);
        if (declared > maxBytes) {
            to.refused(HeldBody.tooLarge(maxBytes));
            return held;
        }
        sendContinue(body.request());
        Reading reading = new Reading(declared, held, to);
        body.exceptionHandler(broken -> reading.refuse(new RefusedException(
                ApiError.invalidRequest(400, "invalid_body", null, "The body broke off, or is not valid HTTP."))));
        body.endHandler(end -> reading.end());
        body.handler(reading::piece);
        body.resume();
        return held;
    }

    /** What a call holds of another kind, counted with all bodies, for the caller to release. */
    public HeldBody hold(int bytes) {
        HeldBody held = new HeldBody(budget, maxBytes);
        held.take(bytes);
        return held;
    }

    /**
     * Takes a coding off a body. What comes of it is held with the body. Any thread may call, one at a time for each body.
     *
     * @param most how long that may take, in bytes of what comes of it
     * @return null when it would take longer
     * @throws RefusedException when it is not in that coding, or too large without it
     */
    public @Nullable Buffer decode(ContentCoding coding, Buffer encoded, HeldBody held, int most) {
        Decoding decoding = new Decoding(coding, encoded.length(), held, maxBytes);
        try (InputStream content =
                coding.decoded(new ByteBufInputStream(BufferBytes.of(encoded).duplicate()))) {
            return decoding.read(content, most);
        } catch (RefusedException tooLarge) {
            throw tooLarge;
        } catch (IOException | RuntimeException e) {
            // The reader of zstd throws whatever it runs into where a frame is wrong.
            throw new RefusedException(ApiError.invalidRequest(
                    400,
                    "invalid_content_encoding",
                    null,
                    "The body is not the " + coding.token() + " that Content-Encoding announces."));
        } finally {
            decoding.over();
        }
    }

    /** Lets a client send its body that waits for a word (RFC 9110, section 10.1.1); one of HTTP/1.0 cannot mean it. */
    public static void sendContinue(HttpServerRequest request) {
        String expectation = request.getHeader(EXPECT);
        if (expectation != null
                && request.version() != HttpVersion.HTTP_1_0
                && expectation.equalsIgnoreCase("100-continue")) {
            request.response().writeContinue();
        }
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // Netty has refused a request whose Content-Length is no number.
        return length == null ? 0 : Long.parseLong(length);
    }

    /** One body on its way. */
    private static final class Reading {

        private final long declared;
        private final HeldBody held;
        private final Receiver to;
        private boolean over;

        Reading(long declared, HeldBody held, Receiver to) {
            this.declared = declared;
            this.held = held;
            this.to = to;
        }

        void piece(Buffer piece) {
            if (over) {
                return;
            }
            try {
                held.add(piece, declared);
            } catch (RefusedException refused) {
                refuse(refused);
            }
        }

        void end() {
            if (!over) {
                over = true;
                to.come(held);
            }
        }

        void refuse(RefusedException refused) {
            if (!over) {
                over = true;
                to.refused(refused);
            }
        }
    }
}
