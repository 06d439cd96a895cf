package dev.lintel.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.ShownMetrics;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A provider that does not take what Lintel adds to a stream's request is asked without it, and is not asked again. */
@QuarkusTest
@WithTestResource(
        value = UpstreamResource.class,
        initArgs =
                @ResourceArg(
                        name = UpstreamResource.MORE,
                        value =
                                "of-400,of-422,of-text,of-completions,at-once,at-bound,of-gzip,too-large,cut-off,said-no"))
class UsageRefusedTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String SENT = "{\"model\":\"m\",\"stream\":true}";
    private static final String ASKED = "\"stream_options\":{\"include_usage\":true}";
    private static final String REFUSAL =
            "{\"detail\":[{\"loc\":[\"body\",\"stream_options\"],\"msg\":\"Extra inputs are not permitted\"}]}";
    private static final String STREAM =
            "data: {\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    private static final int MOST_HELD = 16 * 1024;
    private static final AttributeKey<Long> RESENT = AttributeKey.longKey("http.request.resend_count");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "of-400 | 400 | chat/completions | " + REFUSAL,
                "of-422 | 422 | chat/completions | {\"error\":{\"message\":\"unknown field include_usage\"}}",
                "of-text | 400 | chat/completions | stream_options: no such parameter",
                "of-completions | 422 | completions | " + REFUSAL
            })
    void a_refusal_of_the_field_is_not_seen_by_the_client_and_the_provider_is_remembered(
            String provider, int status, String path, String refusal) {
        try (RawClient client = ask(provider, path)) {
            refuse(upstream.next(), status, "", refusal.getBytes(ISO_8859_1));
            streamWithoutTheField(client);
        }
        assertThat(spans.attempts())
                .extracting(span -> span.getAttributes().get(RESENT))
                .containsExactly(null, 1L);
        assertThat(spans.attempts())
                .extracting(span -> span.getAttributes().get(SpanRecorder.ERROR_TYPE))
                .containsExactly(String.valueOf(status), null);
        assertThat(spans.server().getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("completed");
        assertThat(spans.inferences()).singleElement().satisfies(span -> {
            assertThat(span.getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("completed");
            assertThat(span.getAttributes().get(SpanRecorder.ERROR_TYPE)).isNull();
        });
        assertRemembered(provider, path);
    }

    @Test
    void of_two_calls_at_once_each_is_asked_again_and_it_is_told_once() {
        try (RawClient first = ask("at-once", "chat/completions");
                RawClient second = ask("at-once", "chat/completions")) {
            Exchange one = upstream.next();
            Exchange other = upstream.next();
            refuse(one, 400, "", REFUSAL.getBytes(ISO_8859_1));
            refuse(other, 400, "", REFUSAL.getBytes(ISO_8859_1));
            for (int i = 0; i < 2; i++) {
                Exchange again = upstream.next();
                assertThat(again.text()).isEqualTo(SENT);
                stream(again);
            }
            assertThat(first.readAnswer().text()).isEqualTo(STREAM);
            assertThat(second.readAnswer().text()).isEqualTo(STREAM);
        }
        assertThat(spans.attempts()).hasSize(4);
        assertRemembered("at-once", "chat/completions");
    }

    @Test
    void a_refusal_as_long_as_is_held_is_understood() {
        String refusal = REFUSAL + " ".repeat(MOST_HELD - REFUSAL.length());
        try (RawClient client = ask("at-bound", "chat/completions")) {
            refuse(upstream.next(), 400, "", refusal.getBytes(ISO_8859_1));
            streamWithoutTheField(client);
        }
        assertRemembered("at-bound", "chat/completions");
    }

    @Test
    void a_refusal_in_gzip_is_understood_though_nobody_asked_for_gzip() {
        try (RawClient client = ask("of-gzip", "chat/completions")) {
            refuse(upstream.next(), 400, "content-encoding: gzip\r\n", Gzip.of(REFUSAL));
            streamWithoutTheField(client);
        }
        assertRemembered("of-gzip", "chat/completions");
    }

    @Test
    void a_longer_one_is_the_clients_byte_for_byte() {
        byte[] refusal = (REFUSAL + " ".repeat(MOST_HELD + 1 - REFUSAL.length())).getBytes(ISO_8859_1);
        assertShown("too-large", 400, refusal);
        spans.clear();
        assertShown("too-large", 422, (REFUSAL + "x".repeat(1_000_000)).getBytes(ISO_8859_1));
    }

    @Test
    void any_other_refusal_is_the_clients() {
        assertShown(
                "said-no",
                400,
                "{\"error\":{\"message\":\"too long\",\"code\":\"context_length_exceeded\"}}".getBytes(ISO_8859_1));
        assertThat(spans.inferences().get(0).getAttributes().get(SpanRecorder.ERROR_TYPE))
                .isEqualTo("context_length_exceeded");
    }

    @Test
    void one_that_breaks_off_is_shown_as_far_as_it_came_and_breaks_off() {
        try (RawClient client = ask("cut-off", "chat/completions")) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.send("HTTP/1.1 400 Bad Request\r\ncontent-length: " + (REFUSAL.length() + 1) + "\r\n\r\n"
                            + REFUSAL)
                    .close();
            assertThat(client.readHead().status()).isEqualTo(400);
            assertThat(new String(client.read(REFUSAL.length()), ISO_8859_1)).isEqualTo(REFUSAL);
            client.readBreak();
        }
        assertThat(spans.attempts()).hasSize(1);
        assertThat(spans.server().getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("failed");
        assertUnknown("cut-off");
    }

    private void assertShown(String provider, int status, byte[] refusal) {
        try (RawClient client = ask(provider, "chat/completions")) {
            refuse(upstream.next(), status, "", refusal);
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.content()).isEqualTo(refusal);
        }
        assertThat(spans.attempts()).hasSize(1);
        assertUnknown(provider);
    }

    private RawClient ask(String provider, String path) {
        return RawClient.connect(lintel).post("/v1/" + path, "{\"model\":\"" + provider + "/m\",\"stream\":true}");
    }

    private static void refuse(Exchange exchange, int status, String lines, byte[] refusal) {
        assertThat(exchange.text()).contains(ASKED);
        exchange.send("HTTP/1.1 " + status + " Refused\r\ncontent-type: application/json\r\n" + lines
                        + "content-length: " + refusal.length + "\r\n\r\n")
                .end(refusal);
    }

    private void streamWithoutTheField(RawClient client) {
        Exchange again = upstream.next();
        assertThat(again.text()).isEqualTo(SENT);
        stream(again);
        Answer answer = client.readAnswer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(STREAM);
    }

    private static void stream(Exchange exchange) {
        exchange.content();
        exchange.startStream().sendChunk(STREAM).endStream();
    }

    // By each next call; by one line of the log, and one count.
    private void assertRemembered(String provider, String path) {
        spans.clear();
        try (RawClient client = ask(provider, path)) {
            streamWithoutTheField(client);
        }
        assertThat(spans.attempts()).hasSize(1);
        assertThat(errors.warnings())
                .singleElement()
                .asString()
                .contains("Provider '" + provider + "' refuses stream_options: its streams are no more asked for their"
                        + " usage. providers." + provider + ".include_usage: false says so from the start.");
        assertThat(refused(provider)).isEqualTo(1);
    }

    private void assertUnknown(String provider) {
        assertThat(errors.warnings()).noneMatch(warning -> warning.contains("stream_options"));
        assertThat(refused(provider)).isZero();
    }

    private double refused(String provider) {
        return ShownMetrics.of(lintel).sum("lintel_usage_refused_total", "gen_ai_provider_name=\"" + provider + "\"");
    }
}
