package dev.lintel.gateway.failover;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FailoverResource;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.SpanRecorder;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A target fails before the client has seen anything: it is asked again, or the next one is. */
@QuarkusTest
@WithTestResource(FailoverResource.class)
class FailoverTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String BOTH = "{\"model\":\"both\"}";
    private static final AttributeKey<Long> RESENT = AttributeKey.longKey("http.request.resend_count");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
    private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    private static final AttributeKey<String> ALIAS = AttributeKey.stringKey("lintel.model.alias");

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 429, 500, 502, 503, 504, 529})
    void a_status_that_may_pass_is_asked_again_and_the_client_sees_only_the_last_answer(int status) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"first/a\"}")) {
            refuse(nextAt("first"), status, "");
            Exchange second = nextAt("first");
            assertThat(second.text()).isEqualTo("{\"model\":\"a\"}");
            second.answer("{\"id\":\"x\"}");
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("{\"id\":\"x\"}");
        }
        assertAttempts(status, 200);
        assertThat(spans.attempts().get(0).getAttributes().get(SpanRecorder.ERROR_TYPE))
                .isEqualTo(String.valueOf(status));
        assertThat(spans.inferences().get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(spans.server().getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("completed");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 403, 404, 413, 422})
    void any_other_status_is_the_clients_at_once(int status) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, BOTH)) {
            refuse(nextAt("first"), status, "");
            assertThat(client.readAnswer().status()).isEqualTo(status);
        }
        assertAttempts(status);
    }

    @Test
    void a_target_that_goes_on_failing_is_left_for_the_next_one() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, BOTH)) {
            refuse(nextAt("first"), 500, "");
            refuse(nextAt("first"), 500, "");
            Exchange third = nextAt("second");
            assertThat(third.text()).isEqualTo("{\"model\":\"b\"}");
            third.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        assertAttempts(500, 500, 200);
        SpanData inference = spans.inferences().get(0);
        assertThat(inference.getAttributes().get(MODEL)).isEqualTo("b");
        assertThat(inference.getAttributes().get(PROVIDER)).isEqualTo("second");
        assertThat(inference.getAttributes().get(ALIAS)).isEqualTo("both");
        assertThat(inference.getName()).isEqualTo("chat b");
    }

    @Test
    void when_all_fail_the_client_gets_the_last_answer_as_it_came() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, BOTH)) {
            refuse(nextAt("first"), 500, "");
            refuse(nextAt("first"), 502, "");
            refuse(nextAt("second"), 503, "x-from: second\r\n");
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.head().field("x-from")).contains("second");
            assertThat(answer.text()).isEqualTo("{\"error\":503}");
        }
        assertAttempts(500, 502, 503);
        assertThat(spans.inferences().get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void as_many_attempts_are_made_as_are_configured_and_no_more() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"thrice/a\"}")) {
            for (int i = 0; i < 3; i++) {
                refuse(nextAt("thrice"), 503, "");
            }
            assertThat(client.readAnswer().status()).isEqualTo(503);
        }
        assertAttempts(503, 503, 503);
    }

    @Test
    void a_target_that_cannot_be_reached_is_left_for_the_next_one() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"gone-or-second\"}")) {
            nextAt("second").answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        assertAttempts(0, 0, 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 2"})
    void a_connection_that_dies_before_the_head_costs_an_attempt(String beginning) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, BOTH)) {
            Exchange exchange = nextAt("first");
            exchange.content();
            exchange.send(beginning).reset();
            Exchange second = nextAt("first");
            second.content();
            second.close();
            nextAt("second").answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        assertAttempts(0, 0, 200);
    }

    @Test
    void what_is_not_http_goes_to_the_next_one_at_once() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, BOTH)) {
            Exchange exchange = nextAt("first");
            exchange.content();
            exchange.end("SSH-2.0-x\r\n\r\n");
            nextAt("second").answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        assertAttempts(0, 200);
    }

    @Test
    void one_that_does_not_answer_in_time_is_not_asked_again() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"silent-or-second\"}")) {
            Exchange silent = nextAt("silent");
            silent.content();
            nextAt("second").answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            silent.awaitDeparture();
        }
        assertAttempts(0, 200);
        assertThat(spans.attempts().get(0).getAttributes().get(SpanRecorder.ERROR_TYPE))
                .isEqualTo("first_byte_timeout");
    }

    @Test
    void an_answer_that_has_begun_is_not_taken_back() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, BOTH)) {
            Exchange exchange = nextAt("first").startStream();
            client.readHead();
            exchange.reset();
            client.readBreak();
        }
        assertAttempts(200);
    }

    @Test
    void the_connection_of_an_answer_that_is_not_passed_on_serves_on() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, "{\"model\":\"first/a\"}");
            refuse(nextAt("first"), 503, "");
            int made = upstream.connectionsMade();
            nextAt("first").answer("{}");
            client.readAnswer();
            client.post(CHAT, "{\"model\":\"first/a\"}");
            nextAt("first").answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            assertThat(upstream.connectionsMade()).isLessThanOrEqualTo(made + 1);
        }
    }

    @Test
    void an_answer_that_is_not_passed_on_and_never_ends_is_broken_off() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"first/a\"}")) {
            Exchange endless = nextAt("first");
            endless.send("HTTP/1.1 503 Busy\r\ntransfer-encoding: chunked\r\n\r\n");
            nextAt("first").answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            endless.awaitDeparture();
        }
        assertAttempts(503, 200);
    }

    @Test
    void an_answer_that_is_not_passed_on_and_grows_without_end_is_broken_off() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"first/a\"}")) {
            Exchange large = nextAt("first");
            large.send("HTTP/1.1 503 Busy\r\ntransfer-encoding: chunked\r\n\r\n");
            nextAt("first").answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            assertThat(Patience.untilItFails("the answer", () -> large.sendChunk(new byte[64 * 1024])))
                    .isNotNull();
        }
    }

    @Test
    void an_upload_that_has_streamed_is_not_sent_again() {
        try (RawClient client = RawClient.connect(lintel)
                .send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 4\r\n\r\nfile")) {
            refuse(nextAt("first"), 503, "");
            assertThat(client.readAnswer().status()).isEqualTo(503);
        }
        assertAttempts(503);
    }

    @Test
    void a_form_goes_with_the_next_targets_model() {
        String form = "model=gone-or-second&a=b";
        try (RawClient client = RawClient.connect(lintel)
                .send("POST /v1/audio/transcriptions HTTP/1.1\r\nhost: lintel.test\r\n"
                        + "content-type: application/x-www-form-urlencoded\r\ncontent-length: " + form.length()
                        + "\r\n\r\n" + form)) {
            Exchange exchange = nextAt("second");
            assertThat(exchange.text()).isEqualTo("model=b&a=b");
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "503, x-should-retry: false",
        "429, retry-after: 3601",
        "429, retry-after-ms: 3600001",
        "503, 'retry-after: Fri, 31 Dec 9999 23:59:59 GMT'"
    })
    void a_target_that_is_not_to_be_asked_again_is_left_for_the_next_one_at_once(int status, String told) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"patient-or-second\"}")) {
            refuse(nextAt("patient"), status, told + "\r\n");
            nextAt("second").answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        assertAttempts(status, 200);
    }

    @ParameterizedTest
    @CsvSource({"503, x-should-retry: false", "429, retry-after: 3601"})
    void where_there_is_no_next_one_its_answer_is_the_clients(int status, String told) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"patient/a\"}")) {
            refuse(nextAt("patient"), status, told + "\r\n");
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.head().field(told.substring(0, told.indexOf(':'))))
                    .isPresent();
        }
        assertAttempts(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "retry-after: 0",
                "retry-after-ms: 0.4",
                "retry-after: Fri, 31 Dec 1999 23:59:59 GMT",
                "retry-after-ms: 1\r\nretry-after: 3601"
            })
    void a_wait_that_the_provider_asks_for_takes_the_place_of_the_back_off(String told) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"patient/a\"}")) {
            refuse(nextAt("patient"), 429, told + "\r\n");
            nextAt("patient").answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        assertAttempts(429, 200);
    }

    @Test
    void a_provider_may_ask_for_what_its_status_does_not_say() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"first/a\"}")) {
            refuse(nextAt("first"), 400, "x-should-retry: true\r\n");
            nextAt("first").answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        assertAttempts(400, 200);
    }

    @Test
    void a_client_that_leaves_in_the_pause_ends_it_all() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"patient/a\"}")) {
            refuse(nextAt("patient"), 429, "retry-after: 1800\r\n");
            upstream.awaitQuiet();
            client.reset();
        }
        assertAttempts(429);
        assertThat(spans.server().getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("cancelled");
    }

    @Test
    void the_whole_call_has_its_time_whatever_the_attempts() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"hasty/a\"}")) {
            Exchange silent = nextAt("hasty");
            silent.content();
            assertError(client.readAnswer(), 504, "upstream_timeout");
            silent.awaitDeparture();
        }
        assertAttempts(0);
        assertThat(spans.attempts().get(0).getAttributes().get(SpanRecorder.ERROR_TYPE))
                .isEqualTo("total_timeout");
    }

    @Test
    void an_answer_that_is_under_way_when_the_whole_calls_time_is_over_is_broken_off() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"hasty/a\"}")) {
            Exchange exchange = nextAt("hasty").startStream();
            assertThat(client.readHead().status()).isEqualTo(200);
            assertThat(Patience.untilItFails("the stream", () -> exchange.sendChunk(": still here\n\n")))
                    .isNotNull();
            client.readBreak();
        }
        spans.assertBroken("total_timeout");
    }

    @Test
    void a_pause_that_outlasts_the_whole_calls_time_is_not_begun() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"hasty/a\"}")) {
            refuse(nextAt("hasty"), 429, "retry-after: 5\r\n");
            assertThat(client.readAnswer().status()).isEqualTo(429);
        }
        assertAttempts(429);
    }

    private Exchange nextAt(String provider) {
        Exchange exchange = upstream.next();
        assertThat(exchange.head().target()).startsWith("/" + provider + "/v1/");
        return exchange;
    }

    private static void refuse(Exchange exchange, int status, String fields) {
        exchange.content();
        String content = "{\"error\":" + status + "}";
        exchange.end("HTTP/1.1 " + status + " Told\r\n" + fields + "content-type: application/json\r\ncontent-length: "
                + content.length() + "\r\n\r\n" + content);
    }

    private void assertAttempts(int... statuses) {
        spans.awaitAll();
        List<SpanData> attempts = spans.attempts();
        assertThat(attempts)
                .extracting(span -> span.getAttributes().get(STATUS))
                .containsExactly(java.util.Arrays.stream(statuses)
                        .mapToObj(status -> status == 0 ? null : (long) status)
                        .toArray(Long[]::new));
        for (int i = 0; i < attempts.size(); i++) {
            assertThat(attempts.get(i).getAttributes().get(RESENT)).isEqualTo(i == 0 ? null : (long) i);
        }
    }
}
