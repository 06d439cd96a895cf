package dev.lintel.wire.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lintel.testing.RawFrames;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an end of a WebSocket sends: it is read alike wherever it is cut, to its end or to the first fault. */
final class FrameReaderFuzz {

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "20s")
    void is_read_alike_wherever_it_is_cut(byte[] frames) {
        for (boolean ofClient : new boolean[] {true, false}) {
            List<String> whole = read(frames, frames.length, ofClient);

            assertThat(read(frames, 1, ofClient)).isEqualTo(whole);
            assertThat(read(frames, 7, ofClient)).isEqualTo(whole);
        }
    }

    private static List<String> read(byte[] frames, int most, boolean ofClient) {
        FrameReader reader = ofClient ? FrameReader.ofClient() : FrameReader.ofServer();
        List<String> seen = new ArrayList<>();
        long payload = 0;
        int at = 0;
        while (at < frames.length && reader.fault() == null) {
            int end = reader.read(frames, at, Math.min(frames.length, at + most));
            assertThat(end).isGreaterThan(at);
            assertThat(reader.payloadFrom()).isBetween(at, end);
            payload += end - reader.payloadFrom();
            at = end;
            if (reader.isAtEnd()) {
                assertThat(payload).isEqualTo(reader.length());
                seen.add(at
                        + (reader.isControl() ? " control" : reader.isText() ? " text" : " other")
                        + (reader.endsMessage() ? " end" : "")
                        + (reader.isBetweenMessages() ? " between" : ""));
                payload = 0;
            }
        }
        seen.add(String.valueOf(reader.fault()));
        return seen;
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                RawFrames.join(
                        RawFrames.ofClient(RawFrames.TEXT, new byte[3]),
                        RawFrames.ofClient(RawFrames.PING, ""),
                        RawFrames.ofClient(0x80, new byte[200])),
                RawFrames.ofServer(RawFrames.BINARY, "x".repeat(70_000)),
                RawFrames.ofServer(0x88, RawFrames.farewell(1000, "done")));
    }
}
