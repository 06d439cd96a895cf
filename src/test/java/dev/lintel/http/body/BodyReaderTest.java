package dev.lintel.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

    @Test
    void the_window_of_zstd_is_counted_as_long_as_it_is_needed() {
        Buffer frame = zstd(5);
        HeldBytes budget = new HeldBytes(1_000_000);
        BodyReader bodies = new BodyReader(1000, budget);
        // The least that its reader may take: two of the largest blocks, twice.
        HeldBody other = bodies.hold(1_000_000 - 1000 - (2 * 1000 + 4 * 128 * 1024));
        HeldBody held = new HeldBody(budget, 1000);

        assertThat(bodies.decode(ContentCoding.ZSTD, frame, held, Integer.MAX_VALUE))
                .hasToString("hello");
        held.release();
        HeldBody one = bodies.hold(1);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(
                        () -> bodies.decode(ContentCoding.ZSTD, frame, new HeldBody(budget, 1000), Integer.MAX_VALUE))
                .satisfies(refused -> assertThat(refused.error().status()).isEqualTo(503));
        one.release();
        other.release();
        assertThat(budget.held()).isZero();
    }

    @Test
    void the_window_of_zstd_is_as_wide_as_its_reader_makes_it() {
        assertThat(ContentCoding.ZSTD.window(1024)).isEqualTo(2 * 1024 + 512 * 1024);
        assertThat(ContentCoding.ZSTD.window(32 * 1024 * 1024)).isEqualTo((8 * 1024 + 128) * 1024);
        assertThat(ContentCoding.GZIP.window(32 * 1024 * 1024)).isZero();
    }

    /** One segment (RFC 8878, section 3.1.1) with five bytes, and the length that its frame announces. */
    @ParameterizedTest
    @CsvSource({"5, hello", "2147483647, hello", "3000000000, 400", "-1, 400"})
    void a_frame_of_zstd_may_announce_any_length(long announced, String decoded) {
        Buffer frame = zstd(announced);
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

    private static Buffer zstd(long announced) {
        return Buffer.buffer(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, (byte) 0xE0})
                .appendLongLE(announced)
                .appendBytes(new byte[] {1 | 5 << 3, 0, 0})
                .appendString("hello");
    }
}
