package dev.lintel.openai.answer.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Alongside
final class UsageChunkFilterTest {

    private static final int MAX_HELD = 64 * 1024;

    private static final String CHUNK =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Grüße 🌍 \\\"usage\\\":{}\"}}],\"usage\":null}\n\n";
    private static final String LAST = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private static final List<String> OTHERS = List.of(
            CHUNK,
            LAST,
            DONE,
            ": a comment\n\n",
            ": a comment {\"choices\":[],\"usage\":{}}\n",
            "event: x\n\n",
            "\n",
            "\n\n\n",
            "data\n\n",
            "data:\n\n",
            "id: 7\nretry: 3\ndata: {}\n\n",
            "data: {\"choices\":[],\"prompt_filter_results\":[{}]}\n\n",
            "data: {\"choices\":[],\"usage\":null}\n\n",
            "data: {\"choices\":[{\"index\":7}],\"usage\":{\"prompt_tokens\":5}}\n\n",
            "data: {\"choices\":[{\"delta\":{\"choices\":[],\"usage\":{}}}]}\n\n",
            "data: {\"nested\":{\"choices\":[],\"usage\":{}}}\n\n",
            "data: {\"choices\":[],\"usage\":7}\n\n",
            "data: {\"choices\":[],\"usage\":{}\n\n",
            "data: {\"choices\":[],\"usage\":{}}}\n\n",
            "data: {\"choices\":[],\"usage\":{}} {}\n\n",
            "data: [{\"choices\":[],\"usage\":{}}]\n\n",
            "datax: {\"choices\":[],\"usage\":{}}\n\n",
            " data: {\"choices\":[],\"usage\":{}}\n\n",
            "data: {broken\n\n",
            "<html>\n\n");

    // What is taken

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void the_one_chunk_is_taken_and_no_other_byte_wherever_the_stream_is_cut(String end) {
        for (List<String> stream : List.of(
                List.of(CHUNK, LAST, USAGE, DONE),
                List.of(USAGE, CHUNK, LAST, DONE),
                List.of(CHUNK, ": ping\n\n", USAGE, ": ping\n\n", DONE),
                List.of(CHUNK, LAST, USAGE),
                List.of("\n\n", USAGE, "\n", DONE),
                List.of(USAGE))) {
            byte[] bytes = bytes(stream, end);
            byte[] expected =
                    bytes(stream.stream().filter(part -> !part.equals(USAGE)).toList(), end);
            for (int cut = 0; cut <= bytes.length; cut++) {
                assertThat(filtered(bytes, cut)).as("%s cut at %d", stream, cut).isEqualTo(expected);
            }
            assertThat(filteredByteForByte(bytes)).isEqualTo(expected);
        }
    }

    @Test
    void line_ends_may_be_mixed() {
        String usage = USAGE.strip();
        for (String end : List.of("\n\n", "\r\n\r\n", "\r\r", "\n\r\n", "\n\r", "\r\n\n", "\r\n\r")) {
            byte[] bytes = (CHUNK + usage + end + DONE).getBytes(UTF_8);
            for (int cut = 0; cut <= bytes.length; cut++) {
                assertThat(new String(filtered(bytes, cut), UTF_8))
                        .as("cut at %d", cut)
                        .isEqualTo(CHUNK + DONE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:{\"usage\":{},\"choices\":[]}\n\n",
                "data: {\"choices\" : [ ] , \"usage\" : { } }\n\n",
                "event: chunk\nid: 4\n: comment\ndata: {\"choices\":[],\"usage\":{}}\nretry: 1\n\n",
                "data: {\"choices\":[],\ndata: \"usage\":{}}\n\n",
                "data: {\"choices\":null,\"usage\":{}}\n\n",
                "data: {\"usage\":{\"prompt_tokens\":5}}\n\n",
                "data: {\"id\":\"c\",\"obfuscation\":\"x\",\"choices\":[],\"usage\":{\"prompt_tokens\":\"?\"}}\n\n",
            })
    void the_chunk_may_be_written_in_several_ways(String usage) {
        byte[] bytes = (CHUNK + usage + DONE).getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(new String(filtered(bytes, cut), UTF_8)).isEqualTo(CHUNK + DONE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"index\":0,\"delta\":{}}",
                "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}",
                "{\"index\":0,\"delta\":{\"content\":null,\"tool_calls\":[]},\"finish_reason\":\"stop\"}",
                "{\"index\":0,\"text\":\"\"}",
                "{}"
            })
    void the_chunk_may_have_a_choice_that_is_empty_and_had_ended_before(String choice) {
        String usage = "data: {\"choices\":[" + choice + "],\"usage\":{\"prompt_tokens\":5}}\n\n";
        byte[] bytes = (CHUNK + usage + LAST + usage + DONE).getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(new String(filtered(bytes, cut), UTF_8)).isEqualTo(CHUNK + usage + LAST + DONE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"index\":0,\"delta\":{\"content\":\"x\"}}",
                "{\"index\":0,\"delta\":{\"unknown\":7}}",
                "{\"index\":0,\"text\":\"x\"}",
                "{\"index\":0,\"message\":{\"content\":\"x\"}}",
                "{\"index\":1,\"delta\":{}}",
                "{\"index\":0,\"delta\":{}}],\"error\":{},\"x\":[{}"
            })
    void a_chunk_with_usage_that_adds_anything_stays(String choice) {
        String stream = LAST + "data: {\"choices\":[" + choice + "],\"usage\":{\"prompt_tokens\":5}}\n\n" + DONE;
        byte[] bytes = stream.getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(new String(filtered(bytes, cut), UTF_8)).isEqualTo(stream);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void where_one_line_break_parts_events_the_line_of_the_chunk_is_taken_wherever_the_stream_is_cut(String end) {
        List<String> lines = Stream.of(CHUNK, LAST, USAGE, DONE)
                .map(event -> event.strip() + "\n")
                .toList();
        byte[] bytes = bytes(lines, end);
        byte[] expected = bytes(List.of(lines.get(0), lines.get(1), lines.get(3)), end);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(filtered(bytes, cut)).as("cut at %d", cut).isEqualTo(expected);
        }
        assertThat(filteredByteForByte(bytes)).isEqualTo(expected);
    }

    @Test
    void a_line_that_cannot_be_the_chunk_waits_for_nothing() {
        UsageChunkFilter filter = new UsageChunkFilter();
        for (String line : List.of(
                ": pi", "ng\n", CHUNK.strip() + "\n", "data: {\"choices\":[{", "\"delta\":{}}]}", "\n", ": x\n")) {
            assertThat(filter.pass(Buffer.buffer(line)).toString()).isEqualTo(line);
        }
        assertThat(filter.rest().length()).isZero();
    }

    @Test
    void of_a_whole_answer_nothing_is_taken() {
        UsageChunkFilter filter = new UsageChunkFilter();
        String json = "\n{\"choices\":[],\n\n\"usage\":{}}\n\n" + USAGE;
        assertThat(filter.pass(Buffer.buffer(json)).toString()).isEqualTo(json);
        assertThat(filter.isOff()).isTrue();
    }

    @Test
    void a_byte_order_mark_stays() {
        byte[] bytes = ("\uFEFF" + CHUNK + USAGE + DONE).getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(new String(filtered(bytes, cut), UTF_8)).isEqualTo("\uFEFF" + CHUNK + DONE);
        }
    }

    // What stays

    @Test
    void all_that_is_not_the_chunk_stays() {
        for (String event : OTHERS) {
            String stream = CHUNK + event + DONE;
            assertThat(new String(filteredByteForByte(stream.getBytes(UTF_8)), UTF_8))
                    .isEqualTo(stream);
        }
    }

    @Test
    void a_second_one_stays() {
        String stream = CHUNK + USAGE + LAST + USAGE + USAGE + DONE;
        byte[] bytes = stream.getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(new String(filtered(bytes, cut), UTF_8)).isEqualTo(CHUNK + LAST + USAGE + USAGE + DONE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: half", "d", "\r", "data: {\"choices\":[]"})
    void an_event_that_has_not_ended_is_given_back(String unfinished) {
        byte[] bytes = (CHUNK + unfinished).getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(new String(filtered(bytes, cut), UTF_8)).isEqualTo(CHUNK + unfinished);
        }
    }

    @Test
    void nothing_is_given_back_twice() {
        UsageChunkFilter filter = new UsageChunkFilter();
        String half = "data: {\"choices\":[],\"us";
        filter.pass(Buffer.buffer(half));

        assertThat(filter.rest().toString()).isEqualTo(half);
        assertThat(filter.rest().length()).isZero();
    }

    // When it passes

    @Test
    void an_event_passes_as_soon_as_it_is_whole() {
        for (String end : List.of("\n", "\r\n", "\r")) {
            UsageChunkFilter filter = new UsageChunkFilter();
            for (String event : List.of(CHUNK, LAST, ": ping\n\n", DONE)) {
                String text = event.replace("\n", end);
                int half = text.length() / 2;
                String passed =
                        filter.pass(Buffer.buffer(text.substring(0, half))).toString()
                                + filter.pass(Buffer.buffer(text.substring(half)));
                assertThat(passed).isEqualTo(text);
            }
            assertThat(filter.rest().length()).isZero();
        }
    }

    @Test
    void nothing_is_held_back_once_the_chunk_has_been_taken() {
        UsageChunkFilter filter = new UsageChunkFilter();
        assertThat(filter.pass(Buffer.buffer(USAGE)).length()).isZero();

        assertThat(filter.pass(Buffer.buffer("data: ha")).toString()).isEqualTo("data: ha");
        assertThat(filter.pass(Buffer.buffer("lf\n\nd")).toString()).isEqualTo("lf\n\nd");
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 1_000, 65_536, 300_000})
    void of_a_large_event_no_more_than_64_kilobytes_are_held_back(int pieceLength) {
        byte[] bytes = (CHUNK + large("x".repeat(1_000_000)) + CHUNK + USAGE + large("y".repeat(1_000_000)) + DONE)
                .getBytes(UTF_8);
        byte[] expected =
                (CHUNK + large("x".repeat(1_000_000)) + CHUNK + large("y".repeat(1_000_000)) + DONE).getBytes(UTF_8);
        UsageChunkFilter filter = new UsageChunkFilter();
        Buffer passed = Buffer.buffer();
        for (int at = 0; at < bytes.length; at += pieceLength) {
            int next = Math.min(bytes.length, at + pieceLength);
            passed.appendBuffer(filter.pass(Buffer.buffer(Arrays.copyOfRange(bytes, at, next))));
            assertThat(next - passed.length()).isLessThanOrEqualTo(MAX_HELD + USAGE.length());
        }
        passed.appendBuffer(filter.rest());

        assertThat(passed.getBytes()).isEqualTo(expected);
    }

    @Test
    void up_to_64_kilobytes_of_an_event_are_held_back_and_with_one_byte_more_it_passes() {
        UsageChunkFilter filter = new UsageChunkFilter();
        String beginning = "data: {\"choices\":[],\"usage\":{},\"a\":\"";
        String event = beginning + "x".repeat(MAX_HELD - beginning.length());

        assertThat(filter.pass(Buffer.buffer(event)).length()).isZero();
        assertThat(filter.pass(Buffer.buffer("x")).toString()).isEqualTo(event + "x");
        assertThat(filter.rest().length()).isZero();
    }

    @Test
    void a_chunk_that_is_too_large_to_be_held_back_stays() {
        String usage = "data: {\"choices\":[],\"usage\":{},\"a\":\"" + "x".repeat(MAX_HELD) + "\"}\n\n";
        byte[] bytes = (CHUNK + usage + USAGE + DONE).getBytes(UTF_8);

        assertThat(new String(filteredByteForByte(bytes), UTF_8)).isEqualTo(CHUNK + usage + DONE);
    }

    // Whatever comes

    @Test
    void nothing_is_lost_or_doubled_in_streams_made_at_random() {
        Random random = new Random(22);
        for (int round = 0; round < 3_000; round++) {
            String end = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
            List<String> stream = new ArrayList<>();
            for (int count = random.nextInt(8); count > 0; count--) {
                stream.add(OTHERS.get(random.nextInt(OTHERS.size())));
            }
            // Behind an event that has ended, so that it begins one.
            List<String> with = new ArrayList<>(stream);
            with.addAll(List.of(LAST, USAGE, DONE));
            stream.addAll(List.of(LAST, DONE));
            assertThat(filteredAtRandom(bytes(with, end), random))
                    .as("%s ended by %s", with, end.length())
                    .isEqualTo(bytes(stream, end));
        }
    }

    @Test
    void bytes_at_random_pass() {
        Random random = new Random(23);
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (random.nextInt(3) == 0 ? "\r\n :d".charAt(random.nextInt(5)) : random.nextInt(256));
            }
            assertThat(filteredAtRandom(bytes, random)).isEqualTo(bytes);
        }
    }

    private static String large(String text) {
        return "data: {\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
    }

    private static byte[] bytes(List<String> parts, String end) {
        return parts.stream()
                .map(part -> part.replace("\n", end))
                .collect(Collectors.joining())
                .getBytes(UTF_8);
    }

    private static byte[] filtered(byte[] bytes, int cut) {
        return filtered(Stream.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length)));
    }

    private static byte[] filteredByteForByte(byte[] bytes) {
        List<byte[]> pieces = new ArrayList<>();
        for (byte one : bytes) {
            pieces.add(new byte[] {one});
        }
        return filtered(pieces.stream());
    }

    private static byte[] filteredAtRandom(byte[] bytes, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int next = Math.min(bytes.length, at + 1 + random.nextInt(60));
            pieces.add(Arrays.copyOfRange(bytes, at, next));
            at = next;
        }
        return filtered(pieces.stream());
    }

    private static byte[] filtered(Stream<byte[]> pieces) {
        UsageChunkFilter filter = new UsageChunkFilter();
        Buffer passed = Buffer.buffer();
        pieces.forEach(piece -> passed.appendBuffer(filter.pass(Buffer.buffer(piece))));
        return passed.appendBuffer(filter.rest()).getBytes();
    }
}
