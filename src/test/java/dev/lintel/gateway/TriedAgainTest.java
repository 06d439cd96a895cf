package dev.lintel.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawHttp2Client;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kept connection that the provider closes unanswered costs an attempt, not the call. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class TriedAgainTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY = "{\"model\":\"gpt-4o\"}";
    private static final AttributeKey<Long> RESENT = AttributeKey.longKey("http.request.resend_count");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_call_on_a_connection_that_dies_before_its_answer_is_sent_once_more_on_a_fresh_one(boolean reset) {
        try (RawClient client = RawClient.connect(lintel)) {
            warm(client);
            client.post(CHAT, BODY);
            Exchange dying = upstream.next();
            assertThat(dying.text()).isEqualTo(BODY);
            int made = upstream.connectionsMade();
            die(dying, reset);
            Exchange second = upstream.next();
            assertThat(second.text()).isEqualTo(BODY);
            assertThat(upstream.connectionsMade()).isEqualTo(made + 1);
            assertThat(second.head().field("traceparent"))
                    .isNotEqualTo(dying.head().field("traceparent"));
            second.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        List<SpanData> attempts = spans.attempts();
        assertThat(attempts)
                .extracting(span -> span.getAttributes().get(RESENT))
                .containsExactly(null, 1L);
        assertThat(attempts)
                .extracting(span -> span.getStatus().getStatusCode())
                .containsExactly(StatusCode.ERROR, StatusCode.UNSET);
        assertThat(spans.server().getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("completed");
        assertThat(spans.inferences())
                .singleElement()
                .satisfies(span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE"})
    void so_is_one_without_a_body(String method) {
        try (RawClient client = RawClient.connect(lintel)) {
            warm(client);
            client.send(method + " /v1/files/a HTTP/1.1\r\nhost: lintel.test\r\n\r\n");
            die(upstream.next(), true);
            Exchange second = upstream.next();
            assertThat(second.head().startLine()).isEqualTo(method + " /fake/v1/files/a HTTP/1.1");
            second.end("HTTP/1.1 204 No Content\r\n\r\n");
            assertThat(client.readHead().status()).isEqualTo(204);
        }
        assertThat(spans.attempts()).hasSize(2);
    }

    @Test
    void so_is_one_whose_answer_is_to_be_a_stream() {
        String body = "{\"model\":\"gpt-4o\",\"stream\":true}";
        String stream = "data: {\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        try (RawClient client = RawClient.connect(lintel)) {
            warm(client);
            client.post(CHAT, body);
            Exchange dying = upstream.next();
            String asked = dying.text();
            die(dying, false);
            Exchange second = upstream.next();
            assertThat(second.text()).isEqualTo(asked).contains("stream_options");
            second.startStream().sendChunk(stream).endStream();
            assertThat(client.readAnswer().text()).isEqualTo(stream);
        }
        assertThat(spans.attempts())
                .extracting(span -> span.getAttributes().get(SpanRecorder.OUTCOME))
                .containsExactly("failed", "completed");
    }

    @Test
    void so_is_one_that_came_by_http2() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int first = client.open(true, "GET", "/v1/files/a");
            upstream.next().answer("{}");
            assertThat(client.status(first)).isEqualTo(200);
            spans.awaitAll();
            spans.clear();
            int call = client.open(false, "POST", CHAT, "content-type", "application/json");
            client.send(call, BODY.getBytes(UTF_8), true);
            die(upstream.next(), true);
            Exchange second = upstream.next();
            assertThat(second.text()).isEqualTo(BODY);
            second.answer("{\"id\":\"1\"}");
            assertThat(client.status(call)).isEqualTo(200);
            assertThat(client.text(call)).isEqualTo("{\"id\":\"1\"}");
        }
        assertThat(spans.attempts()).hasSize(2);
    }

    /** Whether the end is seen before the next call or with it, the call is answered. */
    @Test
    void a_connection_that_is_closed_while_it_is_idle_costs_no_call() {
        try (RawClient client = RawClient.connect(lintel)) {
            for (int i = 0; i < 20; i++) {
                client.post(CHAT, BODY);
                Exchange exchange = upstream.next();
                exchange.answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
                exchange.close();
            }
        }
        assertThat(spans.servers())
                .hasSize(20)
                .allMatch(span -> "completed".equals(span.getAttributes().get(SpanRecorder.OUTCOME)));
    }

    @Test
    void a_call_is_sent_no_third_time() {
        try (RawClient client = RawClient.connect(lintel)) {
            warm(client);
            client.post(CHAT, BODY);
            die(upstream.next(), true);
            die(upstream.next(), true);
            assertThat(client.readAnswer().status()).isEqualTo(502);
        }
        assertThat(spans.attempts()).hasSize(2);
    }

    @Test
    void a_call_whose_answer_has_begun_is_sent_once() {
        try (RawClient client = RawClient.connect(lintel)) {
            warm(client);
            client.post(CHAT, BODY);
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.send("HTTP/1.1 2").close();
            assertThat(client.readAnswer().status()).isEqualTo(502);
        }
        assertThat(spans.attempts()).hasSize(1);
    }

    @Test
    void an_upload_that_has_streamed_is_sent_once() {
        try (RawClient client = RawClient.connect(lintel)) {
            warm(client);
            client.send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 4\r\n\r\nfile");
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.close();
            assertThat(client.readAnswer().status()).isEqualTo(502);
        }
        assertThat(spans.attempts()).hasSize(1);
    }

    // One call on the same event loop, whose connection to the provider is kept.
    private void warm(RawClient client) {
        client.post(CHAT, BODY);
        upstream.next().answer("{}");
        client.readAnswer();
        spans.awaitAll();
        spans.clear();
    }

    private static void die(Exchange exchange, boolean reset) {
        exchange.content();
        if (reset) {
            exchange.reset();
        } else {
            exchange.close();
        }
    }
}
