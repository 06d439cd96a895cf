package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** A provider that does not take what Lintel adds to a stream's request is asked without it, and is not asked again. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class UsageRefusedTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String OTHER = "{\"model\":\"other/m\",\"stream\":true}";
    private static final String SENT = "{\"model\":\"m\",\"stream\":true}";
    private static final AttributeKey<Long> RESENT = AttributeKey.longKey("http.request.resend_count");

    @Test
    void a_refusal_of_the_field_is_not_seen_by_the_client_and_the_provider_is_remembered() {
        refuse("{\"detail\":[{\"loc\":[\"body\",\"stream_options\"],\"msg\":\"Extra inputs are not permitted\"}]}");
        assertThat(spans.attempts())
                .extracting(span -> span.getAttributes().get(RESENT))
                .containsExactly(null, 1L);
        assertThat(spans.attempts().get(0).getAttributes().get(SpanRecorder.ERROR_TYPE))
                .isEqualTo("400");
        assertThat(spans.server().getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("completed");
        spans.clear();
        try (RawClient client = RawClient.connect(lintel).post(CHAT, OTHER)) {
            Exchange exchange = upstream.next();
            assertThat(exchange.text()).isEqualTo(SENT);
            stream(exchange);
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        assertThat(spans.attempts()).hasSize(1);
    }

    @Test
    void any_other_refusal_is_the_clients() {
        String refusal = "{\"error\":{\"message\":\"too long\",\"code\":\"context_length_exceeded\"}}";
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"fake/m\",\"stream\":true}")) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.end("HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: "
                    + refusal.length() + "\r\n\r\n" + refusal);
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).isEqualTo(refusal);
        }
        assertThat(spans.attempts()).hasSize(1);
        assertThat(spans.inferences().get(0).getAttributes().get(SpanRecorder.ERROR_TYPE))
                .isEqualTo("context_length_exceeded");
    }

    private void refuse(String refusal) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, OTHER)) {
            Exchange first = upstream.next();
            assertThat(first.text()).contains("\"stream_options\":{\"include_usage\":true}");
            first.end("HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: "
                    + refusal.length() + "\r\n\r\n" + refusal);
            Exchange second = upstream.next();
            assertThat(second.text()).isEqualTo(SENT);
            stream(second);
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("[DONE]");
        }
    }

    private static void stream(Exchange exchange) {
        exchange.content();
        exchange.startStream()
                .sendChunk("data: {\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
                .endStream();
    }
}
