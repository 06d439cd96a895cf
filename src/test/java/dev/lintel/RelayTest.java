package dev.lintel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.FakeUpstream;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.InjectUpstream;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everybody behaves: what the provider sends reaches the client, byte for byte and as it comes. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class RelayTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String STREAM =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
    private static final String PLAIN = "{\"model\":\"gpt-4o\"}";

    @InjectUpstream
    FakeUpstream upstream;

    @Inject
    SpanRecorder spans;

    @TestHTTPResource
    URI lintel;

    @BeforeEach
    void start_afresh() {
        upstream.startAfresh();
        spans.clear();
    }

    @AfterEach
    void nothing_stays_open() {
        upstream.awaitQuiet();
        spans.awaitAll();
    }

    @Test
    void each_piece_of_a_stream_reaches_the_client_before_the_next_exists() {
        byte[] stream = "data: {\"choices\":[{\"delta\":{\"content\":\"Grüße, 世界 🌍\"}}]}\r\n\r\ndata: [DONE]\r\n\r\n"
                .getBytes(UTF_8);
        try (RawClient client = RawClient.connect(lintel).post(CHAT, STREAM)) {
            Exchange exchange = upstream.next().startStream();
            assertThat(client.readHead().startLine()).isEqualTo("HTTP/1.1 200 OK");
            // Every byte is a piece: so each border falls inside characters, lines and events too.
            for (byte each : stream) {
                exchange.sendChunk(new byte[] {each});
                assertThat(client.read(1)).containsExactly(each);
            }
            exchange.endStream();
            assertThat(client.readRest()).isEmpty();
        }
        spans.assertCompleted(200);
    }
}
