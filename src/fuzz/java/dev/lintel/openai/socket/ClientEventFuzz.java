package dev.lintel.openai.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lintel.openai.request.Splice;
import dev.lintel.openai.socket.ClientEvent.Member;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client sends on a WebSocket: it is read without a fault, and where a trace is written into it nothing else changes. */
final class ClientEventFuzz {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLACE = "ws_request_header_traceparent";

    @MethodSource("seeds")
    @DictionaryEntries({"response.create", "client_metadata", PLACE, "session_id", "type", "\\\\u0022"})
    @FuzzTest(maxDuration = "20s")
    void is_read_and_told_its_trace(byte[] text) throws IOException {
        ClientEvent event = ClientEvent.read(Buffer.buffer(text));
        Member place = event.traceparent();
        if (place == null) {
            return;
        }
        JsonNode before = JSON.readTree(text);
        byte[] changed =
                Splice.into(Buffer.buffer(text), List.of(place.to("a\"b"))).getBytes();
        JsonNode after = JSON.readTree(changed);

        assertThat(before.at("/client_metadata/" + PLACE).textValue()).isEqualTo(place.value());
        assertThat(after.at("/client_metadata/" + PLACE).textValue()).isEqualTo("a\"b");
        assertThat(changed.length - text.length).isEqualTo("\"a\\\"b\"".length() - (place.end() - place.start()));
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"type\":\"response.create\",\"client_metadata\":{\"session_id\":\"s\",\"" + PLACE
                                + "\":\"00-\\u0061\"}}",
                        "{\"client_metadata\":{\"" + PLACE + "\" : \"ä\", \"thread_id\":null},\"input\":[[]]}",
                        "[1]")
                .map(text -> text.getBytes(UTF_8));
    }
}
