package dev.lintel.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventStreamTest {

    private static final String STREAM =
            "\uFEFF: a comment\n\ndata: one\n\nevent: x\nid: 7\ndata:two\ndata: lines\nretry: 3\n\n"
                    + "data\n\ndata:\n\n\n\ndatax: no\nxdata: no\ndat: no\n\ndata:  ü 😀 \n\ndata: last";

    private static final List<String> EVENTS = List.of("one", "two\nlines", " ü 😀 ", "last");

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

    private static final class Events implements EventStream.Receiver {

        private final List<String> seen = new ArrayList<>();
        private final ByteArrayOutputStream data = new ByteArrayOutputStream();

        @Override
        public void data(byte[] bytes, int from, int to) {
            data.write(bytes, from, to - from);
        }

        @Override
        public void ended() {
            seen.add(data.toString(UTF_8));
            data.reset();
        }
    }
}
