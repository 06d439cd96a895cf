package dev.lintel.http.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lintel.http.RefusedException;
import dev.lintel.testing.Gzip;
import io.airlift.compress.zstd.ZstdOutputStream;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is said to be encoded: it is decoded within the bounds or refused, and nothing stays held. */
final class ContentCodingFuzz {

    private static final int MOST = 64 * 1024;

    /** Enough for what the reader of zstd holds besides. */
    private static final int BUDGET = 32 * MOST;

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "20s")
    void a_body_is_decoded_or_refused(byte[] encoded) {
        for (ContentCoding coding : ContentCoding.values()) {
            HeldBytes budget = new HeldBytes(BUDGET);
            HeldBody held = new HeldBody(budget, MOST);
            try {
                Buffer decoded = decode(budget, coding, encoded, held);
                assertThat(decoded.length()).isLessThanOrEqualTo(MOST);
                assertThat(budget.held()).isGreaterThanOrEqualTo(decoded.length());
            } catch (RefusedException refused) {
                assertThat(refused.error().status()).isIn(400, 413);
            }
            held.release();
            assertThat(budget.held()).isZero();
        }
        byte[] plain = Arrays.copyOf(encoded, Math.min(encoded.length, MOST));
        encoded(plain).forEach((coding, bytes) -> {
            HeldBytes budget = new HeldBytes(BUDGET);
            assertThat(decode(budget, coding, bytes, new HeldBody(budget, MOST)).getBytes())
                    .isEqualTo(plain);
        });
    }

    static Stream<byte[]> seeds() {
        byte[] json = ("{\"model\":\"m\",\"input\":\"" + "a".repeat(40) + "\"}").getBytes(UTF_8);
        return Stream.concat(encoded(json).values().stream(), encoded(new byte[2 * MOST]).values().stream());
    }

    private static Buffer decode(HeldBytes budget, ContentCoding coding, byte[] encoded, HeldBody held) {
        BodyReader bodies = new BodyReader(MOST, budget);
        return bodies.decode(coding, Buffer.buffer(encoded), held, Integer.MAX_VALUE);
    }

    private static Map<ContentCoding, byte[]> encoded(byte[] content) {
        return Map.of(
                ContentCoding.IDENTITY,
                content,
                ContentCoding.GZIP,
                Gzip.of(content),
                ContentCoding.DEFLATE,
                written(content, DeflaterOutputStream::new),
                ContentCoding.ZSTD,
                written(content, ZstdOutputStream::new));
    }

    private interface Encoder {
        OutputStream to(OutputStream encoded) throws IOException;
    }

    private static byte[] written(byte[] content, Encoder encoder) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream encoded = encoder.to(bytes)) {
            encoded.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("An array does not fail", e);
        }
        return bytes.toByteArray();
    }
}
