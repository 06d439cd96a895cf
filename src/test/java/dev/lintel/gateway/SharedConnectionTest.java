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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({"POST, /v2/files, 404", "POST, /v1/traces, 404", "PUT, /v1/files/.., 400", "GET, /v1/models, 200"})
    void one_that_leads_nowhere_or_needs_no_content_is_reset_alone(String method, String path, int status) {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int good = client.open(true, "GET", STREAM);
            Exchange exchange = upstream.next().startStream().sendChunk("data: 1\n\n");
            client.awaitContent(good, 9);
            int unended = client.open(false, method, path);
            client.send(unended, new byte[100], false);
            if (status == 200) {
                for (int i = 0; i < 5; i++) {
                    upstream.next().answer("{\"data\":[]}");
                }
            }
            assertThat(client.status(unended)).isEqualTo(status);
            client.awaitReset(unended);
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
}
