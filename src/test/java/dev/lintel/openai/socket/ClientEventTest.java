package dev.lintel.openai.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.openai.request.Splice;
import dev.lintel.openai.socket.ClientEvent.Member;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientEventTest {

    private static final String TURN = """
            {"input": ["\\u00e4", {"type": "nested"}], "type": "response.create", "client_metadata": {
              "session_id": "s-1", "other": {"session_id": "no"}, "thread_id": "t-1",
              "x-codex-turn-metadata": "{\\"request_kind\\":\\"turn\\"}",
              "ws_request_header_traceparent": "00-a-b-01", "ws_request_header_tracestate": "a=1,b=\\"2"
            }, "model": "ä"}""";

    private static ClientEvent read(String text) {
        return ClientEvent.read(Buffer.buffer(text));
    }

    @Test
    void a_turn_tells_its_session_and_its_trace() {
        ClientEvent event = read(TURN);

        assertThat(event.beginsTurn()).isTrue();
        assertThat(event.session()).isEqualTo("s-1");
        assertThat(event.thread()).isEqualTo("t-1");
        assertThat(event.conversation()).isEqualTo("s-1");
        assertThat(event.turn()).isEqualTo("{\"request_kind\":\"turn\"}");
        assertThat(event.traceparent().value()).isEqualTo("00-a-b-01");
        assertThat(event.tracestate().value()).isEqualTo("a=1,b=\"2");
    }

    @Test
    void what_it_tells_of_its_trace_is_replaced_in_its_place() {
        ClientEvent event = read(TURN);

        Buffer changed = Splice.into(
                Buffer.buffer(TURN),
                List.of(event.traceparent().to("00-c-d-00"), event.tracestate().to("x=\"\\")));

        assertThat(changed.toString())
                .isEqualTo(TURN.replace("00-a-b-01", "00-c-d-00").replace("a=1,b=\\\"2", "x=\\\"\\\\"));
    }

    @Test
    void the_thread_stands_for_a_session_that_is_not_named() {
        assertThat(
                        read("{\"type\":\"response.create\",\"client_metadata\":{\"thread_id\":\"t\",\"session_id\":\"  \"}}")
                                .conversation())
                .isEqualTo("t");
        assertThat(read("{\"type\":\"response.create\"}").conversation()).isNull();
    }

    @Test
    void what_is_too_long_or_no_text_is_not_told() {
        String most = "x".repeat(16 * 1024);
        ClientEvent event = read("{\"type\":5,\"client_metadata\":{\"session_id\":\"" + most + "\",\"thread_id\":\""
                + most + "x\",\"ws_request_header_traceparent\":null}}");

        assertThat(event.type()).isEmpty();
        assertThat(event.session()).isEqualTo(most);
        assertThat(event.thread()).isNull();
        assertThat(event.traceparent()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "\"response.create\"", "{\"type\":\"response.create\"", "no JSON", "{\"type\":}"})
    void what_is_no_object_tells_nothing(String text) {
        ClientEvent event = read(text);

        assertThat(event.beginsTurn()).isFalse();
        assertThat(event.session()).isNull();
    }

    @Test
    void other_events_begin_no_turn() {
        assertThat(read("{\"type\":\"response.cancel\"}").beginsTurn()).isFalse();
        assertThat(read("{\"type\":\"session.update\",\"session\":{\"type\":\"response.create\"}}")
                        .beginsTurn())
                .isFalse();
    }

    @Test
    void a_member_stands_with_its_quotes() {
        String text = "{\"client_metadata\":{\"ws_request_header_traceparent\" : \"x\"}}";
        Member member = read(text).traceparent();

        assertThat(text.substring(member.start(), member.end())).isEqualTo("\"x\"");
    }
}
