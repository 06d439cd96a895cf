package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawHttp2Client;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Many calls on one connection of HTTP/2, as a proxy makes them: what one of them does is nothing to the others. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class SharedConnectionTest extends EndToEnd {

    private static final String STREAM = "/v1/files/stream";

    @Test
    void an_upload_that_is_refused_and_never_ends_is_reset_alone() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int good = client.open(true, "GET", STREAM);
            Exchange exchange = upstream.next().startStream().sendChunk("data: 1\n\n");
            client.awaitContent(good, 9);
            int refused = client.open(false, "POST", "/v1/chat/completions", "content-type", "text/plain");
            assertThat(client.status(refused)).isEqualTo(415);
            client.awaitReset(refused);
            exchange.sendChunk("data: 2\n\n").endStream();
            assertThat(client.text(good)).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
        assertThat(spans.servers())
                .hasSize(2)
                .allMatch(span -> "completed".equals(span.getAttributes().get(SpanRecorder.OUTCOME)));
    }

    @Test
    void those_that_lead_nowhere_or_need_no_content_are_reset_alone() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int good = client.open(true, "GET", STREAM);
            Exchange exchange = upstream.next().startStream().sendChunk("data: 1\n\n");
            client.awaitContent(good, 9);
            // At once, for each of them is waited for as long.
            int files = unended(client, "POST", "/v2/files");
            int traces = unended(client, "POST", "/v1/traces");
            int climbing = unended(client, "PUT", "/v1/files/..");
            int models = unended(client, "GET", "/v1/models");
            for (int i = 0; i < 5; i++) {
                upstream.next().answer("{\"data\":[]}");
            }
            assertAnsweredAndReset(client, files, 404);
            assertAnsweredAndReset(client, traces, 404);
            assertAnsweredAndReset(client, climbing, 400);
            assertAnsweredAndReset(client, models, 200);
            exchange.sendChunk("data: 2\n\n").endStream();
            assertThat(client.text(good)).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
    }

    @Test
    void a_thousand_calls_that_are_taken_back_leave_the_others_alone() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int good = client.open(true, "GET", STREAM);
            Exchange exchange = upstream.next().startStream().sendChunk("data: 1\n\n");
            client.awaitContent(good, 9);
            for (int i = 0; i < 1000; i++) {
                // Refused at once, so that no provider is asked a thousand times; or taken back before.
                client.cancel(client.open(false, "POST", "/v1/chat/completions", "content-type", "text/plain"));
                if (i % 50 == 0) {
                    client.awaitPong();
                }
            }
            client.awaitPong();
            exchange.sendChunk("data: 2\n\n").endStream();
            assertThat(client.text(good)).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
    }

    private static int unended(RawHttp2Client client, String method, String path) {
        int stream = client.open(false, method, path);
        client.send(stream, new byte[100], false);
        return stream;
    }

    private static void assertAnsweredAndReset(RawHttp2Client client, int stream, int status) {
        assertThat(client.status(stream)).isEqualTo(status);
        client.awaitReset(stream);
    }
}
