package dev.lintel.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import java.io.IOException;
import java.net.URI;

/** Requests to the viewer and its intake, each on a connection of its own. */
final class ViewerRequests {

    private ViewerRequests() {}

    static Answer request(URI lintel, String method, String target, String headerLines, byte[] body) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send(method + " " + target + " HTTP/1.1\r\nhost: lintel.test\r\nconnection: close\r\n" + headerLines
                            + "content-length: " + body.length + "\r\n\r\n")
                    .send(body);
            return client.readAnswer();
        }
    }

    static JsonNode json(Answer answer) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.content());
    }
}
