package dev.lintel.openai.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerEventTest {

    private final ServerEvent event = new ServerEvent();

    private void read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        event.begin();
        event.read(bytes, 0, bytes.length);
    }

    @Test
    void tells_its_kind_and_its_response_wherever_it_is_cut() {
        byte[] text =
                "{\"response\":{\"output\":[{\"id\":\"no\",\"type\":\"no\"}],\"id\":\"resp_1\"},\"type\":\"response.created\"}"
                        .getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= text.length; cut++) {
            event.begin();
            event.read(text, 0, cut);
            event.read(text, cut, text.length);

            assertThat(event.isBeginning()).isTrue();
            assertThat(event.isOfResponse()).isTrue();
            assertThat(event.isEnd()).isFalse();
            assertThat(event.isError()).isFalse();
            assertThat(event.responseId()).isEqualTo("resp_1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "response.completed",
                "response.incomplete",
                "response.failed",
                "response.cancelled",
                "response.done"
            })
    void ends_a_response(String type) {
        read("{\"type\":\"" + type + "\"}");

        assertThat(event.isEnd()).isTrue();
        assertThat(event.isOfResponse()).isTrue();
        assertThat(event.isBeginning()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"response.output_text.done", "response.audio.delta", "response.output_item.done"})
    void goes_on_with_one(String type) {
        read("{\"type\":\"" + type + "\",\"response_id\":\"resp_2\"}");

        assertThat(event.isEnd()).isFalse();
        assertThat(event.isOfResponse()).isTrue();
        assertThat(event.responseId()).isEqualTo("resp_2");
    }

    @Test
    void tells_of_an_error() {
        read("{\"type\":\"error\",\"error\":{\"type\":\"x\"}}");

        assertThat(event.isError()).isTrue();
        assertThat(event.isOfResponse()).isFalse();
    }

    @Test
    void knows_nothing_of_the_one_before() {
        read("{\"type\":\"response.done\",\"response_id\":\"resp_3\"}");
        read("no JSON");

        assertThat(event.isEnd()).isFalse();
        assertThat(event.responseId()).isNull();
    }
}
