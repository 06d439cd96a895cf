package dev.lintel.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class ByteRunsTest {

    private static final IntPredicate ENDS_TEXT = c -> c == '"' || c == '\\' || c < ' ';
    private static final IntPredicate ENDS_ASCII = ENDS_TEXT.or(c -> c >= 0x80);
    private static final IntPredicate ENDS_LINE = c -> c == '\n' || c == '\r';

    private interface Run {

        int end(byte[] bytes, int from, int to);
    }

    @Test
    void a_text_ends_at_a_quote_a_backslash_and_a_control_character() {
        endsWhere(ByteRuns::endOfText, ENDS_TEXT);
    }

    @Test
    void a_text_of_ascii_ends_at_any_other_character_too() {
        endsWhere(ByteRuns::endOfAscii, ENDS_ASCII);
    }

    @Test
    void a_line_ends_at_a_line_feed_and_a_carriage_return() {
        endsWhere(ByteRuns::endOfLine, ENDS_LINE);
    }

    // Each byte at each place of more than two words, before each byte that may be taken for another by a borrow, and
    // from each place on.
    private static void endsWhere(Run run, IntPredicate ends) {
        for (int c = 0; c < 256; c++) {
            for (int at = 0; at < 19; at++) {
                byte[] bytes = new byte[21];
                Arrays.fill(bytes, (byte) 'a');
                bytes[at] = (byte) c;
                bytes[at + 1] = (byte) (c + 1);
                for (int from = 0; from <= at; from++) {
                    assertEnd(run, ends, bytes, from, bytes.length);
                    assertEnd(run, ends, bytes, from, at + 1);
                    assertEnd(run, ends, bytes, from, at);
                }
            }
        }
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            int from = random.nextInt(bytes.length + 1);
            assertEnd(run, ends, bytes, from, from + random.nextInt(bytes.length - from + 1));
        }
    }

    private static void assertEnd(Run run, IntPredicate ends, byte[] bytes, int from, int to) {
        int expected = from;
        while (expected < to && !ends.test(bytes[expected] & 0xFF)) {
            expected++;
        }
        int end = run.end(bytes, from, to);
        if (end != expected) {
            assertThat(end)
                    .as("%s from %d to %d", Arrays.toString(bytes), from, to)
                    .isEqualTo(expected);
        }
    }
}
