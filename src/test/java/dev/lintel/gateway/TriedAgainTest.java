package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
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
