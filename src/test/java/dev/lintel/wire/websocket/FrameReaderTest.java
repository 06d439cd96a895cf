package dev.lintel.wire.websocket;

import static dev.lintel.testing.RawFrames.BINARY;
import static dev.lintel.testing.RawFrames.CLOSE;
import static dev.lintel.testing.RawFrames.PING;
import static dev.lintel.testing.RawFrames.TEXT;
import static dev.lintel.testing.RawFrames.join;
import static dev.lintel.testing.RawFrames.ofClient;
import static dev.lintel.testing.RawFrames.ofServer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    /** Reads bytes cut at one place, and writes down what has been seen. */
    private static List<String> read(FrameReader reader, byte[] bytes, int cut, boolean masked) {
        List<String> seen = new ArrayList<>();
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (int[] part : new int[][] {{0, cut}, {cut, bytes.length}}) {
            byte[] copy = bytes.clone();
            for (int at = part[0]; at < part[1] && reader.fault() == null; ) {
                int end = reader.read(copy, at, part[1]);
                if (masked) {
                    reader.unmask(copy, reader.payloadFrom(), end);
                }
                payload.write(copy, reader.payloadFrom(), end - reader.payloadFrom());
                if (reader.isAtEnd()) {
                    seen.add((reader.isControl() ? "control" : reader.isText() ? "text" : "other")
                            + (reader.isClose() ? " close" : "") + (reader.endsMessage() ? " end " : " ")
                            + reader.length() + " " + payload.toString(StandardCharsets.UTF_8));
                    payload.reset();
                }
                at = end;
            }
        }
        return seen;
    }

    @Test
    void reads_frames_cut_anywhere() {
        byte[] frames = join(
                ofClient(TEXT, "one".getBytes(StandardCharsets.UTF_8)),
                ofClient(0x80 | PING, new byte[0]),
                ofClient(0x80, "ä".getBytes(StandardCharsets.UTF_8)),
                ofClient(BINARY, "b".repeat(200)),
                ofClient(CLOSE, "xy"));

        for (int cut = 0; cut <= frames.length; cut++) {
            FrameReader reader = FrameReader.ofClient();
            assertThat(read(reader, frames, cut, true))
                    .containsExactly(
                            "text 3 one",
                            "control 0 ",
                            "text end 2 ä",
                            "other end 200 " + "b".repeat(200),
                            "control close 2 xy");
            assertThat(reader.isBetweenMessages()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 70_000})
    void reads_every_way_in_which_a_length_is_written(int length) {
        FrameReader reader = FrameReader.ofServer();

        List<String> seen = read(reader, ofServer(BINARY, "x".repeat(length)), 1, false);

        assertThat(seen).containsExactly("other end " + length + " " + "x".repeat(length));
    }

    @Test
    void knows_where_a_frame_of_another_may_stand() {
        FrameReader reader = FrameReader.ofServer();
        assertThat(reader.isBetweenMessages()).isTrue();

        byte[] first = ofServer(TEXT, new byte[3]);
        reader.read(first, 0, 2);
        assertThat(reader.isBetweenMessages()).isFalse();
        reader.read(first, 2, first.length);
        assertThat(reader.isBetweenMessages()).isFalse();
        byte[] ping = ofServer(PING, "");
        reader.read(ping, 0, ping.length);
        assertThat(reader.isBetweenMessages()).isFalse();
        byte[] last = ofServer(0x80, new byte[1]);
        reader.read(last, 0, last.length);
        assertThat(reader.isBetweenMessages()).isTrue();
    }

    @Test
    void tells_the_mask_of_a_client() {
        FrameReader reader = FrameReader.ofClient();

        reader.read(ofClient(TEXT, "x"), 0, 7);

        assertThat(reader.mask()).isEqualTo(0x11a233c4);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(ofServer(TEXT, "x"), "a frame is not masked"),
                Arguments.of(ofClient(0xC1, new byte[0]), "a reserved bit is set, and no extension was agreed on"),
                Arguments.of(ofClient(0xA1, new byte[0]), "a reserved bit is set, and no extension was agreed on"),
                Arguments.of(ofClient(0x91, new byte[0]), "a reserved bit is set, and no extension was agreed on"),
                Arguments.of(ofClient(0x83, new byte[0]), "a frame is of a kind that is none"),
                Arguments.of(ofClient(0x87, new byte[0]), "a frame is of a kind that is none"),
                Arguments.of(ofClient(0x8B, new byte[0]), "a frame is of a kind that is none"),
                Arguments.of(ofClient(0x8F, new byte[0]), "a frame is of a kind that is none"),
                Arguments.of(ofClient(0x09, new byte[0]), "a control frame is fragmented"),
                Arguments.of(ofClient(0x89, new byte[126]), "a control frame is too long"),
                Arguments.of(ofClient(0x80, new byte[0]), "a message begins within another, or goes on without one"),
                Arguments.of(
                        join(ofClient(TEXT, new byte[1]), ofClient(BINARY, "x")),
                        "a message begins within another, or goes on without one"),
                Arguments.of(
                        new byte[] {(byte) 0x82, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4},
                        "a frame is longer than any can be"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void says_what_is_wrong_wherever_it_is_cut(byte[] frames, String fault) {
        for (int cut = 0; cut <= frames.length; cut++) {
            FrameReader reader = FrameReader.ofClient();
            read(reader, frames, cut, true);
            assertThat(reader.fault()).isEqualTo(fault);
        }
    }

    @Test
    void finds_nothing_wrong_with_the_longest_control_frame_and_with_none_of_the_kinds_that_there_are() {
        FrameReader reader = FrameReader.ofClient();

        List<String> seen = read(
                reader,
                join(ofClient(0x89, new byte[125]), ofClient(0x8A, new byte[0]), ofClient(0x88, new byte[0])),
                0,
                true);

        assertThat(reader.fault()).isNull();
        assertThat(seen).hasSize(3);
    }

    @Test
    void of_a_server_a_mask_is_wrong() {
        FrameReader reader = FrameReader.ofServer();

        read(reader, ofClient(TEXT, "x"), 1, false);

        assertThat(reader.fault()).isEqualTo("a frame is masked");
    }
}
