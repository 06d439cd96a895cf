package dev.lintel.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Gzip;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

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
}
