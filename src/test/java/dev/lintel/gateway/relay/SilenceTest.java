package dev.lintel.gateway.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SilenceTest {

    private static final long LIMIT = 1_000;
    private static final long NEVER_BEFORE = -5_000;

    private final Silence silence = new Silence(LIMIT);

    @Test
    void is_over_when_it_has_lasted_as_long_as_it_may_and_again_after_as_long() {
        assertThat(silence.isOver(NEVER_BEFORE)).isFalse();
        assertThat(silence.isOver(NEVER_BEFORE + LIMIT - 1)).isFalse();
        assertThat(silence.isOver(NEVER_BEFORE + LIMIT)).isTrue();
        assertThat(silence.isOver(NEVER_BEFORE + 2 * LIMIT - 1)).isFalse();
        assertThat(silence.isOver(NEVER_BEFORE + 2 * LIMIT)).isTrue();
    }

    @Test
    void begins_anew_with_what_passes() {
        silence.isOver(0);
        silence.passed(Buffer.buffer("data: a\n\n"));
        assertThat(silence.isOver(LIMIT)).isFalse();
        assertThat(silence.isOver(2 * LIMIT - 1)).isFalse();
        assertThat(silence.isOver(2 * LIMIT)).isTrue();
    }

    @Test
    void within_an_event_is_never_over_and_is_as_soon_as_the_event_is() {
        pass("data: a\n");
        assertThat(isOver()).isFalse();
        pass("\n");
        assertThat(isOver()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "\r\n",
                "data: a\n\n",
                "data: a\r\n\r\n",
                "data: a\r\r",
                "data: a\n\r\n",
                "data: a\r\r\n",
                ": ping\n\n",
                "data: a\n\n\n",
                "event: ping\ndata: {}\n\n"
            })
    void is_between_events_behind(String passed) {
        for (int cut = 0; cut <= passed.length(); cut++) {
            Silence each = new Silence(LIMIT);
            each.passed(Buffer.buffer(passed.substring(0, cut)));
            each.passed(Buffer.buffer(passed.substring(cut)));
            each.isOver(0);
            assertThat(each.isOver(LIMIT)).as("cut at " + cut).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d",
                "data: a",
                "data: a\n",
                "data: a\r",
                "data: a\r\n",
                "data: a\r\n\r",
                "data: a\n\r",
                "data: a\n\nd",
                "data: a\r\n\r\ndata: b\r\n",
                ":",
                "\n:",
                "\r",
                "\ufeff"
            })
    void is_within_one_behind(String passed) {
        pass(passed);
        assertThat(isOver()).isFalse();
    }

    @Test
    void takes_bytes_for_what_they_are() {
        silence.passed(Buffer.buffer("data: Grüße 🌍".getBytes(UTF_8)));
        assertThat(isOver()).isFalse();
        // As characters of 16 bits these would end like an empty line.
        silence.passed(Buffer.buffer("\u0a0a".getBytes(StandardCharsets.UTF_8)));
        assertThat(isOver()).isFalse();
    }

    private void pass(String text) {
        silence.passed(Buffer.buffer(text));
    }

    private boolean isOver() {
        silence.isOver(0);
        return silence.isOver(LIMIT);
    }
}
