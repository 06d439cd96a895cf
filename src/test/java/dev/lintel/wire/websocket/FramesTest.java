package dev.lintel.wire.websocket;

import static dev.lintel.testing.RawFrames.CLOSE;
import static dev.lintel.testing.RawFrames.TEXT;
import static dev.lintel.testing.RawFrames.farewell;
import static dev.lintel.testing.RawFrames.ofClient;
import static dev.lintel.testing.RawFrames.ofServer;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

    private static final int MASK = 0x11a233c4;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536})
    void are_written_as_they_are_written_by_hand(int length) {
        String text = "x".repeat(length);
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);

        assertThat(Frames.text(payload)).isEqualTo(ofServer(TEXT, text));
        assertThat(Frames.maskedText(payload, MASK)).isEqualTo(ofClient(TEXT, text));
    }

    @Test
    void say_farewell() {
        assertThat(Frames.close(1001, "shutting down"))
                .isEqualTo(ofServer(0x80 | CLOSE, farewell(1001, "shutting down")));
        assertThat(Frames.maskedClose(1002, "", MASK)).isEqualTo(ofClient(0x80 | CLOSE, farewell(1002, "")));
    }

    @Test
    void say_no_more_of_a_reason_than_there_is_room_for() {
        assertThat(Frames.close(1011, "r".repeat(200)))
                .isEqualTo(ofServer(0x80 | CLOSE, farewell(1011, "r".repeat(123))));
    }
}
