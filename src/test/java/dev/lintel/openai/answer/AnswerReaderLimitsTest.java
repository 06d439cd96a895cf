package dev.lintel.openai.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.lintel.openai.Operation;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.Part;
import dev.lintel.testing.Alongside;
import dev.lintel.testing.Gzip;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that go to extremes: they cost little memory, and make reading fail never. */
@Alongside
final class AnswerReaderLimitsTest {

    private static final String STREAM = "text/event-stream";
    private static final String JSON = "application/json";
    private static final long MEGABYTE = 1024L * 1024;
    private static final ContentRules CAPTURE = new ContentRules(1024, UnaryOperator.identity());

    private static final String KNOWN =
            "{\"id\":\"known\",\"model\":\"m-7\",\"usage\":{\"prompt_tokens\":5,\"input_tokens\":5}}";

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

    @Tag("many-inputs")
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

    @Tag("many-inputs")
    @ParameterizedTest
    @ValueSource(strings = {STREAM, JSON})
    void a_gzip_bomb_is_let_be(String type) {
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

        assertThat(reader.answer().messages())
                .hasSize(16)
                .allSatisfy(message ->
                        assertThat(message.parts()).containsExactly(new Part.Text("x".repeat(1024) + "…[cut]")));
        reader.close();
    }

    @Test
    void of_one_event_no_more_parts_are_captured_than_there_may_be_messages() {
        AnswerReader reader = AnswerReader.of(Operation.CHAT_COMPLETIONS, STREAM, null, CAPTURE)
                .orElseThrow();
        String parts = IntStream.range(0, 17)
                .mapToObj(part -> "{\"index\":0,\"delta\":{\"content\":\"" + (char) ('a' + part) + "\"}}")
                .collect(Collectors.joining(","));
        reader.read(Buffer.buffer("data: {\"choices\":[" + parts + "]}\n\n"));
        reader.read(Buffer.buffer("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"!\"}}]}\n\n"));
        reader.finish();

        assertThat(reader.answer().messages())
                .singleElement()
                .satisfies(message -> assertThat(message.parts()).containsExactly(new Part.Text("abcdefghijklmnop!")));
        reader.close();
    }

    // Nonsense

    @Tag("many-inputs")
    @ParameterizedTest
    @EnumSource(Operation.class)
    void bytes_at_random_take_nothing_from_what_stands_before_them(Operation operation) {
        Random random = new Random(operation.name().hashCode());
        for (int round = 0; round < 1_000; round++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            assertWhatStandsBeforeIsTold(operation, bytes, random);
        }
    }

    @Tag("many-inputs")
    @ParameterizedTest
    @EnumSource(Operation.class)
    void parts_at_random_take_nothing_from_what_stands_before_them(Operation operation) {
        Random random = new Random(operation.path().hashCode());
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int count = random.nextInt(30); count > 0; count--) {
                text.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            assertWhatStandsBeforeIsTold(operation, text.toString().getBytes(UTF_8), random);
        }
    }

    @Tag("many-inputs")
    @Test
    void gzip_with_any_byte_changed_takes_nothing_from_the_member_before_it() {
        byte[] before = Gzip.of("data: " + KNOWN + "\n\n");
        byte[] gzip = Gzip.of("data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\n");
        Random random = new Random(7);
        for (int at = 0; at < gzip.length; at++) {
            for (int value = 0; value < 256; value += 5) {
                byte[] changed = gzip.clone();
                changed[at] = (byte) value;
                Answer answer = read(Operation.CHAT_COMPLETIONS, STREAM, "gzip", joined(before, changed), random);
                assertIsKnown(answer);
                // Nobody looks at the time and the system in the head, nor at the checksum at the end.
                if ((at >= 4 && at < 10) || at >= gzip.length - 8 || value == (gzip[at] & 0xFF)) {
                    assertThat(answer.finishReasons()).containsExactly("stop");
                }
            }
        }
    }

    private static void assertWhatStandsBeforeIsTold(Operation operation, byte[] bytes, Random random) {
        byte[] event = ("data: " + KNOWN + "\n\n").getBytes(UTF_8);
        assertIsKnown(read(operation, STREAM, null, joined(event, bytes), random));
        assertIsKnown(read(operation, STREAM, "gzip", joined(Gzip.of(event), bytes), random));
        assertIsKnown(read(operation, STREAM, "gzip", Gzip.of(joined(event, bytes)), random));
        byte[] json = KNOWN.getBytes(UTF_8);
        assertIsKnown(read(operation, JSON, null, joined(json, bytes), random));
        assertIsKnown(read(operation, JSON, "gzip", joined(Gzip.of(json), bytes), random));
        assertIsKnown(read(operation, JSON, "gzip", Gzip.of(joined(json, bytes)), random));
    }

    private static void assertIsKnown(Answer answer) {
        assertThat(answer.id()).hasValue("known");
        assertThat(answer.model()).hasValue("m-7");
        assertThat(answer.usage().input()).isNotEmpty();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Cut at random; the same whether content is captured or not. */
    private static Answer read(
            Operation operation, String type, @Nullable String encoding, byte[] bytes, Random random) {
        long cuts = random.nextLong();
        Answer plain = read(operation, type, encoding, bytes, new Random(cuts), null);
        Answer captured = read(operation, type, encoding, bytes, new Random(cuts), CAPTURE);
        assertThat(plain.messages()).isEmpty();
        assertThat(withoutMessages(captured)).isEqualTo(plain);
        return captured;
    }

    private static Answer withoutMessages(Answer answer) {
        return new Answer(
                answer.id(),
                answer.model(),
                answer.systemFingerprint(),
                answer.serviceTier(),
                answer.speed(),
                answer.finishReasons(),
                answer.usage(),
                answer.failed(),
                answer.errorCode(),
                answer.errorType(),
                List.of());
    }

    private static Answer read(
            Operation operation,
            String type,
            @Nullable String encoding,
            byte[] bytes,
            Random random,
            @Nullable ContentRules capture) {
        try (AnswerReader reader =
                AnswerReader.of(operation, type, encoding, capture).orElseThrow()) {
            for (int at = 0; at < bytes.length; ) {
                int next = Math.min(bytes.length, at + 1 + random.nextInt(40));
                reader.read(Buffer.buffer(Arrays.copyOfRange(bytes, at, next)));
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

    private static byte[] bomb(String beginning) {
        return Gzip.of(beginning + "0".repeat((int) (64 * MEGABYTE)));
    }
}
