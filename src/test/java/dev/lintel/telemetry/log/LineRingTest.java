package dev.lintel.telemetry.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class LineRingTest {

    private static final int CAPACITY = 8;

    private final LineRing ring = new LineRing(CAPACITY);

    @Test
    void lines_come_out_in_their_order_and_at_once() {
        assertThat(offer("abc")).isTrue();
        assertThat(offer("de")).isTrue();

        assertThat(taken()).isEqualTo("abcde");
        assertThat(taken()).isEmpty();
    }

    @Test
    void only_as_much_of_a_line_counts_as_is_said() {
        assertThat(ring.offer("abcxxxxxxxxx".getBytes(US_ASCII), 3)).isTrue();

        assertThat(taken()).isEqualTo("abc");
    }

    @Test
    void it_is_empty_until_a_line_is_in_and_when_all_are_out() {
        assertThat(ring.isEmpty()).isTrue();
        offer("a");
        assertThat(ring.isEmpty()).isFalse();
        taken();
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void it_can_be_filled_to_the_last_byte_and_no_further_wherever_it_begins() {
        for (int begin = 0; begin <= 2 * CAPACITY; begin++) {
            offer("x".repeat(begin % CAPACITY));
            taken();

            assertThat(offer("abcde")).isTrue();
            assertThat(offer("fghi")).isFalse();
            assertThat(offer("fgh")).isTrue();
            assertThat(offer("i")).isFalse();
            assertThat(taken()).isEqualTo("abcdefgh");
            assertThat(offer("12345678")).isTrue();
            assertThat(taken()).isEqualTo("12345678");
        }
    }

    @Test
    void a_line_that_it_could_never_hold_is_refused() {
        assertThat(offer("123456789")).isFalse();
        assertThat(ring.isEmpty()).isTrue();
        assertThat(offer("12345678")).isTrue();
    }

    @Test
    void it_behaves_as_a_queue_of_bytes_through_any_round() {
        Random random = new Random(52);
        StringBuilder queue = new StringBuilder();
        for (int round = 0; round < 100_000; round++) {
            if (random.nextInt(3) == 0) {
                assertThat(taken()).isEqualTo(queue.toString());
                queue.setLength(0);
            } else {
                String line = String.valueOf((char) ('a' + round % 26)).repeat(random.nextInt(CAPACITY + 2));
                boolean fits = queue.length() + line.length() <= CAPACITY;

                assertThat(offer(line)).isEqualTo(fits);
                queue.append(fits ? line : "");
            }
            assertThat(ring.isEmpty()).isEqualTo(queue.isEmpty());
        }
    }

    @Test
    void what_one_thread_writes_in_another_takes_out_whole() {
        LineRing between = new LineRing(64);
        StringBuilder in = new StringBuilder();
        List<String> out = new ArrayList<>();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 200_000; i++) {
                String line = i + "-".repeat(i % 40) + "\n";
                if (between.offer(line.getBytes(US_ASCII), line.length())) {
                    in.append(line);
                }
            }
        });
        byte[] batch = new byte[between.capacity()];
        boolean over;
        do {
            over = writing.isDone();
            int length = between.take(batch);
            if (length > 0) {
                assertThat(batch[length - 1]).isEqualTo((byte) '\n');
                out.add(new String(batch, 0, length, US_ASCII));
            }
        } while (!over);

        writing.join();
        assertThat(out).hasSizeGreaterThan(1);
        assertThat(String.join("", out)).isEqualTo(in.toString());
    }

    private boolean offer(String line) {
        return ring.offer(line.getBytes(US_ASCII), line.length());
    }

    private String taken() {
        byte[] to = new byte[ring.capacity()];
        return new String(to, 0, ring.take(to), US_ASCII);
    }
}
