package dev.lintel.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The client offers HTTP/2 in passing, as the JDK's own does on every first request. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class Http2Test extends EndToEnd {

    private static final String PLAIN = "{\"model\":\"gpt-4o\"}";

    @Test
    void a_call_passes() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                    HttpRequest.newBuilder(lintel.resolve("/v1/files")).build(), BodyHandlers.ofString());
            Exchange exchange = upstream.next();
            assertThat(exchange.head().field("upgrade")).isEmpty();
            assertThat(exchange.head().field("http2-settings")).isEmpty();
            assertThat(exchange.head().target()).isEqualTo("/fake/v1/files");
            exchange.answer("{\"data\":[]}");
            assertThat(answer.get().statusCode()).isEqualTo(200);
            assertThat(answer.get().body()).isEqualTo("{\"data\":[]}");
        }
        assertThat(spans.servers()).hasSize(3);
    }

    @Test
    void a_call_with_content_passes() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                    post("/v1/chat/completions", BodyPublishers.ofString(PLAIN)), BodyHandlers.ofString());
            Exchange exchange = upstream.next();
            assertThat(exchange.text()).isEqualTo(PLAIN);
            exchange.answer("{\"id\":\"1\"}");
            assertThat(answer.get().body()).isEqualTo("{\"id\":\"1\"}");
        }
        assertThat(spans.servers()).hasSize(3);
    }

    @Test
    void an_upload_passes() throws Exception {
        byte[] file = "0123456789".repeat(100_000).getBytes(UTF_8);
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<HttpResponse<String>> answer =
                    client.sendAsync(post("/v1/files", BodyPublishers.ofByteArray(file)), BodyHandlers.ofString());
            Exchange exchange = upstream.next();
            assertThat(exchange.content()).isEqualTo(file);
            exchange.answer("{\"id\":\"1\"}");
            assertThat(answer.get().body()).isEqualTo("{\"id\":\"1\"}");
        }
        assertThat(spans.servers()).hasSize(3);
    }

    @Test
    void a_stream_passes_piece_by_piece() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(
                    post("/v1/chat/completions", BodyPublishers.ofString(PLAIN)), BodyHandlers.ofInputStream());
            Exchange exchange = upstream.next().startStream();
            InputStream content = answer.get().body();
            for (String piece : List.of("data: 1\n\n", "data: 2\n\n")) {
                exchange.sendChunk(piece);
                assertThat(content.readNBytes(piece.length())).asString().isEqualTo(piece);
            }
            exchange.endStream();
            assertThat(content.readAllBytes()).isEmpty();
        }
        assertThat(spans.servers()).hasSize(3);
    }

    @Test
    void a_stream_that_breaks_is_seen_to_break() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(
                    post("/v1/chat/completions", BodyPublishers.ofString(PLAIN)), BodyHandlers.ofInputStream());
            Exchange exchange = upstream.next().startStream().sendChunk("data: 1\n\n");
            InputStream content = answer.get().body();
            assertThat(content.readNBytes(9)).asString().isEqualTo("data: 1\n\n");
            exchange.reset();
            assertThatThrownBy(content::readAllBytes).isInstanceOf(IOException.class);
        }
        assertThat(spans.servers())
                .hasSize(3)
                .allMatch(span -> "failed".equals(span.getAttributes().get(SpanRecorder.OUTCOME)));
    }

    @Test
    void a_client_that_leaves_mid_stream_is_cancelled_not_failed() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(
                    post("/v1/chat/completions", BodyPublishers.ofString(PLAIN)), BodyHandlers.ofInputStream());
            Exchange exchange = upstream.next().startStream().sendChunk("data: 1\n\n");
            try (InputStream content = answer.get().body()) {
                assertThat(content.readNBytes(9)).asString().isEqualTo("data: 1\n\n");
            }
            exchange.awaitDeparture();
        }
        assertThat(spans.servers())
                .hasSize(3)
                .allMatch(span -> "cancelled".equals(span.getAttributes().get(SpanRecorder.OUTCOME)));
    }

    private HttpRequest post(String path, HttpRequest.BodyPublisher content) {
        return HttpRequest.newBuilder(lintel.resolve(path))
                .header("content-type", path.equals("/v1/files") ? "application/octet-stream" : "application/json")
                .POST(content)
                .build();
    }
}
