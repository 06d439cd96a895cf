package dev.lintel.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventStreamTest {

    private static final String STREAM =
            "\uFEFFdata: zero\n\n: a comment\n\ndata: one\n\nevent: x\nid: 7\ndata:two\ndata: lines\nretry: 3\n\n"
                    + "data\n\ndata:\n\ndata\ndata: three\n\n\n\ndatax: no\nxdata: no\ndat: no\n\ndata:  ü 😀 \n\ndata: last";

    private static final List<String> EVENTS = List.of("zero", "one", "two\nlines", "three", " ü 😀 ", "last");

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void events_are_the_same_whatever_ends_the_lines_and_wherever_the_bytes_are_cut(String end) {
        byte[] bytes = STREAM.replace("\n", end).getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            Events events = new Events();
            EventStream stream = new EventStream(events);
            stream.feed(bytes, 0, cut);
            stream.feed(bytes, cut, bytes.length);
            stream.finish();
            assertThat(events.seen).as("cut at %d", cut).isEqualTo(EVENTS);
        }
    }

    @Test
    void events_are_the_same_byte_for_byte() {
        byte[] bytes = STREAM.getBytes(UTF_8);
        Events events = new Events();
        EventStream stream = new EventStream(events);
        for (int at = 0; at < bytes.length; at++) {
            stream.feed(bytes, at, at + 1);
        }
        stream.finish();
        assertThat(events.seen).isEqualTo(EVENTS);
    }

    @Test
    void an_event_is_told_with_its_empty_line_and_not_before() {
        Events events = new Events();
        EventStream stream = new EventStream(events);
        byte[] bytes = "data: one\n\n".getBytes(UTF_8);
        stream.feed(bytes, 0, bytes.length - 1);
        assertThat(events.seen).isEmpty();
        stream.feed(bytes, bytes.length - 1, bytes.length);
        assertThat(events.seen).containsExactly("one");
        stream.finish();
        assertThat(events.seen).containsExactly("one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d",
                "da",
                "dat",
                "data",
                "data:",
                ":",
                ": data",
                "id",
                "dd",
                "xdata",
                "datadata",
                "\0data: x",
                "xdata: y"
            })
    void a_line_without_data_takes_nothing_from_the_one_behind_it(String line) {
        for (String end : List.of("\n", "\r\n", "\r")) {
            assertThat(events(line + end + "data: one" + end + end)).containsExactly("one");
            assertThat(events(line + end + end + "data: one" + end + end)).containsExactly("one");
        }
    }

    @Test
    void a_byte_order_mark_is_skipped_at_the_beginning_and_nowhere_else() {
        assertThat(events("\uFEFFdata: one\n\n\uFEFFdata: two\n\ndata: \uFEFFthree\n\n"))
                .containsExactly("one", "\uFEFFthree");
        assertThat(events("\uFEFF\uFEFFdata: one\n\ndata: two\n\n")).containsExactly("two");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_part_of_a_byte_order_mark_is_none(int length) {
        byte[] mark = Arrays.copyOf("\uFEFF".getBytes(UTF_8), length);
        byte[] bytes = new String(mark, ISO_8859_1)
                .concat("data: one\n\ndata: two\n\n")
                .getBytes(ISO_8859_1);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(events(bytes, cut)).as("cut at %d", cut).containsExactly("two");
        }
    }

    @Test
    void a_stream_may_begin_anywhere_in_an_array() {
        byte[] bytes = "data: no\n\ndata: one\n\ndata: no\n\n".getBytes(UTF_8);
        Events events = new Events();
        new EventStream(events).feed(bytes, 10, 21);
        assertThat(events.seen).containsExactly("one");
    }

    @Test
    void what_ends_with_a_return_waits_for_no_newline() {
        assertThat(events("data: one\r\rdata: two\r\r")).containsExactly("one", "two");
    }

    @Test
    void empty_lines_of_data_are_left_out() {
        assertThat(events("data:\ndata: a\ndata\ndata:\ndata: \ndata:b\n\n")).containsExactly("a\nb");
    }

    private static List<String> events(String stream) {
        byte[] bytes = stream.getBytes(UTF_8);
        List<String> whole = events(bytes, bytes.length);
        for (int cut = 0; cut < bytes.length; cut++) {
            assertThat(events(bytes, cut)).as("cut at %d", cut).isEqualTo(whole);
        }
        return whole;
    }

    private static List<String> events(byte[] bytes, int cut) {
        Events events = new Events();
        EventStream stream = new EventStream(events);
        stream.feed(bytes, 0, cut);
        stream.feed(bytes, cut, bytes.length);
        stream.finish();
        return events.seen;
    }

    private static final class Events implements EventStream.Receiver {

        private final List<String> seen = new ArrayList<>();
        private final ByteArrayOutputStream data = new ByteArrayOutputStream();

        @Override
        public void data(byte[] bytes, int from, int to) {
            data.write(bytes, from, to - from);
        }

        @Override
        public void nextLine() {
            data.write('\n');
        }

        @Override
        public void ended() {
            seen.add(data.toString(UTF_8));
            data.reset();
        }
    }
}
