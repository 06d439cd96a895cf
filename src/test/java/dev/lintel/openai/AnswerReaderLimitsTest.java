package dev.lintel.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that go to extremes: they cost little memory, and make reading fail never. */
final class AnswerReaderLimitsTest {

    private static final String STREAM = "text/event-stream";
    private static final String JSON = "application/json";
    private static final long MEGABYTE = 1024L * 1024;
    private static final ContentRules CAPTURE = new ContentRules(1024, UnaryOperator.identity());

    private static final List<String> PARTS = List.of(
            "data: ",
            "data:",
            "event: message_start\n",
            ": comment\n",
            "\n",
            "\n\n",
            "\r\n\r\n",
            "[DONE]",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u00",
            "\\ud83c",
            "null",
            "true",
            "1",
            "-",
            "99999999999999999999",
            " ",
            "é",
            "\"id\":\"a\"",
            "\"model\":\"m\"",
            "\"type\":\"response.completed\"",
            "\"type\":\"content_block_delta\"",
            "\"response\":{",
            "\"message\":{",
            "\"delta\":{",
            "\"delta\":\"text\"",
            "\"choices\":[{",
            "\"index\":3",
            "\"output\":[{",
            "\"content\":[{",
            "\"text\":\"t\"",
            "\"tool_calls\":[{",
            "\"function\":{",
            "\"arguments\":\"{\"",
            "\"input\":{",
            "\"finish_reason\":\"stop\"",
            "\"usage\":{",
            "\"prompt_tokens\":5",
            "\"error\":{",
            "\"code\":\"c\"");

    // Memory

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"choices\":[{\"delta\":{\"content\":\"",
                ": a comment",
            })
    void of_200_megabytes_without_a_line_break_no_more_than_a_few_are_kept(String beginning) {
        assertLittleIsKept(STREAM, beginning, "x", 200 * MEGABYTE, null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text/event-stream | ` ` | ``",
                "text/event-stream | ` ` | `data: `",
                "text/event-stream | ` ` | `data: [DONE]`",
                "text/event-stream | [ | `data: {\"a\":`",
                "text/event-stream | 7 | `data: {\"usage\":{\"prompt_tokens\":`",
                "text/event-stream | x | `data: {\"model\":\"`",
                "text/event-stream | x | `data: {\"choices\":[{\"delta\":{\"content\":\"`",
                "text/event-stream | x | `data: {\"choices\":[{\"finish_reason\":\"`",
                "text/event-stream | x | `data: {\"`",
                "text/event-stream | x | `data`",
                "application/json | x | `{\"choices\":[{\"message\":{\"content\":\"`",
                "application/json | ` ` | `{}`",
            })
    void whatever_never_ends_is_not_kept(String type, String filler, String beginning) {
        assertLittleIsKept(type, beginning, filler, 24 * MEGABYTE, CAPTURE);
    }

    private static void assertLittleIsKept(
            String type, String beginning, String filler, long length, @Nullable ContentRules capture) {
        Buffer piece = Buffer.buffer(filler.repeat(64 * 1024));
        AnswerReader reader =
                AnswerReader.of(Operation.CHAT_COMPLETIONS, type, null, capture).orElseThrow();
        reader.read(Buffer.buffer(beginning));

        long allocated = allocated(() -> {
            for (long at = 0; at < length; at += piece.length()) {
                reader.read(piece);
            }
            reader.finish();
        });

        assertThat(allocated).isLessThan(8 * MEGABYTE);
        assertThat(reader.answer().finishReasons()).isEmpty();
        reader.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {STREAM, JSON})
    void a_gzip_bomb_is_let_be(String type) throws IOException {
        Buffer bomb = Buffer.buffer(
                bomb(type.equals(JSON) ? "{\"model\":\"m\",\"a\":\"" : "data: {\"model\":\"m\",\"a\":\""));
        AnswerReader reader =
                AnswerReader.of(Operation.CHAT_COMPLETIONS, type, "gzip", null).orElseThrow();

        long allocated = allocated(() -> {
            reader.read(bomb);
            reader.read(bomb);
            reader.finish();
        });

        assertThat(allocated).isLessThan(8 * MEGABYTE);
        assertThat(reader.answer().model()).hasValue("m");
        assertThat(reader.isCutShort()).isFalse();
        reader.close();
    }

    @Test
    void what_is_captured_of_many_messages_and_calls_is_bounded() {
        AnswerReader reader = AnswerReader.of(Operation.CHAT_COMPLETIONS, STREAM, null, CAPTURE)
                .orElseThrow();
        String text = "x".repeat(10_000);
        for (int index = 0; index < 500; index++) {
            reader.read(Buffer.buffer("data: {\"choices\":[{\"index\":" + index + ",\"delta\":{\"content\":\"" + text
                    + "\",\"tool_calls\":[{\"index\":" + index + ",\"function\":{\"arguments\":\"" + text
                    + "\"}}]}}]}\n\n"));
        }
        reader.finish();

        assertThat(reader.answer().messages()).hasSizeLessThanOrEqualTo(16);
        assertThat(reader.answer().messages().toString().length()).isLessThan(16 * 4 * 1024);
        reader.close();
    }

    // Nonsense

    @ParameterizedTest
    @EnumSource(Operation.class)
    void bytes_at_random_are_read_as_far_as_they_can_be(Operation operation) {
        Random random = new Random(operation.name().hashCode());
        for (int round = 0; round < 1_000; round++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            readInEveryForm(operation, bytes, random);
        }
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void parts_at_random_are_read_as_far_as_they_can_be(Operation operation) {
        Random random = new Random(operation.path().hashCode());
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int count = random.nextInt(30); count > 0; count--) {
                text.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            readInEveryForm(operation, text.toString().getBytes(UTF_8), random);
        }
    }

    @Test
    void gzip_with_any_byte_changed_is_read_as_far_as_it_can_be() throws IOException {
        byte[] gzip = gzipped("data: {\"model\":\"m\",\"choices\":[{\"finish_reason\":\"stop\"}]}\n\n".getBytes(UTF_8));
        Random random = new Random(7);
        for (int at = 0; at < gzip.length; at++) {
            for (int value = 0; value < 256; value += 5) {
                byte[] changed = gzip.clone();
                changed[at] = (byte) value;
                read(Operation.CHAT_COMPLETIONS, STREAM, "gzip", changed, random);
            }
        }
    }

    private static void readInEveryForm(Operation operation, byte[] bytes, Random random) {
        for (String type : List.of(STREAM, JSON)) {
            read(operation, type, null, bytes, random);
            read(operation, type, "gzip", bytes, random);
        }
    }

    private static void read(Operation operation, String type, String encoding, byte[] bytes, Random random) {
        long cuts = random.nextLong();
        Answer plain = read(operation, type, encoding, bytes, new Random(cuts), null);
        Answer captured = read(operation, type, encoding, bytes, new Random(cuts), CAPTURE);
        assertThat(captured.usage()).isEqualTo(plain.usage());
        assertThat(captured.finishReasons()).isEqualTo(plain.finishReasons());
    }

    /** Reads the bytes cut at random: nothing may be thrown. */
    private static Answer read(
            Operation operation, String type, String encoding, byte[] bytes, Random random, ContentRules capture) {
        try (AnswerReader reader =
                AnswerReader.of(operation, type, encoding, capture).orElseThrow()) {
            for (int at = 0; at < bytes.length; ) {
                int next = Math.min(bytes.length, at + 1 + random.nextInt(40));
                reader.read(Buffer.buffer(Arrays.copyOfRange(bytes, at, next)));
                reader.answer();
                reader.isCutShort();
                at = next;
            }
            reader.finish();
            assertThat(reader.model()).isEqualTo(reader.answer().model().orElse(""));
            return reader.answer();
        }
    }

    private static long allocated(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        work.run();
        return threads.getThreadAllocatedBytes(thread) - before;
    }

    private static byte[] bomb(String beginning) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(beginning.getBytes(UTF_8));
            byte[] zeros = "0".repeat((int) MEGABYTE).getBytes(UTF_8);
            for (int count = 0; count < 64; count++) {
                gzip.write(zeros);
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzipped(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }
}
