package dev.lintel.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.RefusedException;
import dev.lintel.testing.Gzip;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BodyReaderTest {

    @Test
    void what_inflates_to_more_than_can_be_done_at_once_is_left_for_later() {
        HeldBytes budget = new HeldBytes(1_000_000);
        BodyReader bodies = new BodyReader(1_000_000, budget);
        byte[] text = "a".repeat(500_000).getBytes(StandardCharsets.US_ASCII);
        Buffer gzipped = Buffer.buffer(Gzip.of(text));
        HeldBody held = new HeldBody(budget, 1_000_000);

        assertThat(bodies.decode(ContentCoding.GZIP, gzipped, held, 100_000)).isNull();
        assertThat(budget.held()).isZero();

        Buffer inflated = bodies.decode(ContentCoding.GZIP, gzipped, held, Integer.MAX_VALUE);
        assertThat(inflated.getBytes()).isEqualTo(text);
        assertThat(budget.held()).isBetween(500_000L, 1_000_000L);
        held.release();
        held.release();
        assertThat(budget.held()).isZero();
    }

    /** One segment (RFC 8878, section 3.1.1) with five bytes, and the length that its frame announces. */
    @ParameterizedTest
    @CsvSource({"5, hello", "2147483647, hello", "3000000000, 400", "-1, 400"})
    void a_frame_of_zstd_may_announce_any_length(long announced, String decoded) {
        Buffer frame = Buffer.buffer(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, (byte) 0xE0})
                .appendLongLE(announced)
                .appendBytes(new byte[] {1 | 5 << 3, 0, 0})
                .appendString("hello");
        HeldBytes budget = new HeldBytes(1_000_000);
        BodyReader bodies = new BodyReader(1000, budget);
        HeldBody held = new HeldBody(budget, 1000);

        String seen;
        try {
            seen = bodies.decode(ContentCoding.ZSTD, frame, held, Integer.MAX_VALUE)
                    .toString();
        } catch (RefusedException refused) {
            assertThat(refused.error().code()).isEqualTo("invalid_content_encoding");
            seen = String.valueOf(refused.error().status());
        }

        assertThat(seen).isEqualTo(decoded);
    }
}
