package dev.lintel.gateway;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.RawHttp2Client;
import dev.lintel.testing.ShownMetrics;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads that no call may have: refused before anything else, and never in words that a key may be among. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class AdmissionTest extends EndToEnd {

    private static final String SECRET = "sk-client-key-123";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRACE /v1/files",
                "CONNECT /v1/files",
                "TRACE /v1/models",
                "CONNECT provider.test:443",
                "TRACE /"
            })
    void a_method_that_hands_credentials_out_or_asks_for_a_tunnel_is_refused(String line) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send(line + " HTTP/1.1\r\nhost: lintel.test\r\nauthorization: Bearer " + SECRET + "\r\n\r\n");
            Answer answer = client.readAnswer();
            assertError(answer, 405, "method_not_allowed");
            assertThat(answer.head().field("allow")).contains("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
            assertThat(answer.text()).doesNotContain(SECRET);
        }
        spans.assertRefused(405);
    }

    @Test
    void so_is_it_over_http2_and_the_next_call_passes() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int refused = client.open(true, "TRACE", "/v1/files");
            assertThat(client.status(refused)).isEqualTo(405);
            assertThat(client.field(refused, "allow")).contains("GET");
            assertCallPasses(client);
        }
        assertThat(spans.attempts()).hasSize(1);
    }

    @Test
    void a_tunnel_that_is_asked_for_over_http2_is_refused_and_the_next_call_passes() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int refused = client.openWith(true, ":method", "CONNECT", ":authority", "provider.test:443");
            assertThat(client.status(refused)).isIn(400, 405);
            assertCallPasses(client);
        }
        assertThat(spans.attempts()).hasSize(1);
    }

    @Test
    void the_next_callers_on_the_connection_to_the_provider_notice_nothing_of_one_that_was_refused() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.get("/v1/files/a");
            upstream.next().answer("{\"a\":1}");
            client.readAnswer();
            int made = upstream.connectionsMade();
            client.send("CONNECT provider.test:443 HTTP/1.1\r\nhost: lintel.test\r\n\r\n");
            assertThat(client.readAnswer().status()).isEqualTo(405);
            for (int i = 0; i < 3; i++) {
                client.get("/v1/files/b");
                upstream.next().answer("{\"b\":2}");
                assertThat(client.readAnswer().text()).isEqualTo("{\"b\":2}");
            }
            assertThat(upstream.connectionsMade()).isEqualTo(made);
        }
        assertThat(spans.attempts()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/metrics", "/q/nothing", "/traces"})
    void what_is_no_call_echoes_nothing_either(String path) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send(
                    "TRACE " + path + " HTTP/1.1\r\nhost: lintel.test\r\nauthorization: Bearer " + SECRET + "\r\n\r\n");
            Answer answer = client.readAnswer();
            assertThat(answer.text()).doesNotContain(SECRET);
            assertThat(answer.head().fields().toString()).doesNotContain(SECRET);
        }
        assertThat(spans.attempts()).isEmpty();
    }

    /** RFC 9113, section 8.1.1: such a request is malformed, and an error of its stream. */
    @ParameterizedTest
    @ValueSource(strings = {"a b", "lintel.test:port", ""})
    void an_authority_of_http2_that_is_none_costs_its_stream_alone(String authority) {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int refused = client.openWith(
                    true, ":method", "GET", ":scheme", "http", ":authority", authority, ":path", "/v1/files");
            client.awaitReset(refused);
            assertCallPasses(client);
        }
        assertThat(spans.attempts()).hasSize(1);
    }

    @Test
    void a_request_of_http2_without_an_authority_is_refused() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int refused = client.openWith(true, ":method", "GET", ":scheme", "http", ":path", "/v1/files");
            assertThat(client.status(refused)).isEqualTo(400);
            assertCallPasses(client);
        }
        assertThat(spans.attempts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "x-api-key", "cookie", "traceparent", "baggage", "x-other"})
    void a_value_with_a_line_end_is_refused_over_http2_without_a_word_of_it(String field) {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            for (String value : new String[] {SECRET + "\n", SECRET + "\r", "a\0" + SECRET, SECRET + "\u007f"}) {
                int stream = client.open(true, "GET", "/v1/files", field, value);
                assertThat(client.status(stream)).isEqualTo(400);
                assertThat(client.text(stream))
                        .contains("\"code\":\"invalid_header\"", field)
                        .doesNotContain(SECRET);
                int models = client.open(true, "GET", "/v1/models", field, value);
                assertThat(client.status(models)).isEqualTo(400);
            }
            assertCallPasses(client);
        }
        assertThat(spans.servers()).hasSize(9);
        assertThat(errors.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/files\r\nx-injected: 1",
                "/v1/files HTTP/1.1\r\n\r\nGET /v1/smuggled",
                "/v1/files?a=\nb",
                "/v1/fi les",
                "/v1/files\t"
            })
    void a_path_that_no_request_line_can_hold_never_reaches_a_provider_over_http2(String path) {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int stream = client.open(true, "GET", path);
            assertThat(client.status(stream)).isEqualTo(400);
            assertCallPasses(client);
        }
        assertThat(spans.attempts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x name", "x(name", "sk-\u00e9"})
    void a_name_that_none_may_have_is_refused_over_http2(String name) {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int stream = client.open(true, "GET", "/v1/files", name, "1");
            assertThat(client.status(stream)).isEqualTo(400);
            assertThat(client.text(stream))
                    .contains("\"code\":\"invalid_header\"")
                    .doesNotContain(name);
            assertCallPasses(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\u000bb", "a\rb"})
    void a_value_with_a_control_character_never_passes_over_http1(String value) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /v1/files HTTP/1.1\r\nhost: lintel.test\r\nauthorization: Bearer " + value + SECRET
                    + "\r\n\r\n");
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).doesNotContain(SECRET);
        }
        assertThat(spans.attempts()).isEmpty();
        assertThat(errors.warnings()).isEmpty();
    }

    @Test
    void a_connection_field_with_32_options_passes_and_one_more_is_refused() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /v1/files HTTP/1.1\r\nhost: lintel.test\r\nconnection: keep-alive\r\nconnection: a"
                    + ",a".repeat(30) + "\r\n\r\n");
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            client.send("GET /v1/files HTTP/1.1\r\nhost: lintel.test\r\nconnection: keep-alive\r\nconnection: a"
                    + ",a".repeat(31) + "\r\n\r\n");
            assertError(client.readAnswer(), 400, "invalid_header");
        }
        assertThat(spans.attempts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.2", "HTTP/2.0", "HTTP/3.7"})
    void a_version_that_nobody_speaks_is_refused(String version) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /v1/files " + version + "\r\nhost: lintel.test\r\n\r\n");
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(505);
            assertThat(answer.text()).contains("\"code\":\"version_not_supported\"", "\"invalid_request_error\"");
            assertThat(answer.head().field("traceresponse").orElseThrow())
                    .startsWith("00-" + spans.server().getTraceId() + "-");
        }
        assertThat(spans.attempts()).isEmpty();
        assertThat(spans.server().getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("failed");
        assertThat(ShownMetrics.of(lintel).sum("lintel_calls_active")).isZero();
        assertThat(spans.server().getAttributes().get(SERVER_STATUS)).isEqualTo(505L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host: a b\r\n", "host: lintel.test:port\r\n"})
    void a_request_without_a_valid_host_is_a_refused_call(String host) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /v1/files HTTP/1.1\r\n" + host + "\r\n");
            Answer answer = client.readAnswer();
            assertError(answer, 400, "invalid_host");
            assertThat(answer.head().field("traceresponse")).isPresent();
        }
        spans.assertRefused(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/metrics", "/traces", "/v1/traces"})
    void nor_is_one_without_a_host_answered_that_is_no_call(String path) {
        try (RawClient client = RawClient.connect(lintel).send("GET " + path + " HTTP/1.1\r\n\r\n")) {
            assertError(client.readAnswer(), 400, "invalid_host");
        }
        assertThat(spans.attempts()).isEmpty();
    }

    @Test
    void one_of_http_1_0_may_do_without_a_host() {
        try (RawClient client = RawClient.connect(lintel).send("GET /v1/files HTTP/1.0\r\n\r\n")) {
            upstream.next().answer("{}");
            assertThat(client.readAnswer().text()).isEqualTo("{}");
        }
        spans.assertCompleted(200);
    }

    @Test
    void a_call_that_has_come_through_this_lintel_before_is_refused() {
        String via;
        try (RawClient client = RawClient.connect(lintel)) {
            client.send(
                    "GET /v1/files HTTP/1.1\r\nhost: lintel.test\r\nvia: 1.1 edge\r\nvia: 2 lintel-of-another\r\n\r\n");
            Exchange exchange = upstream.next();
            via = exchange.head().field("via").orElseThrow();
            assertThat(via).startsWith("1.1 edge, 2 lintel-of-another, 1.1 lintel-");
            exchange.answer("{}");
            assertThat(client.readAnswer().head().field("via")).isEmpty();
            client.send("GET /v1/files HTTP/1.1\r\nhost: lintel.test\r\nvia: " + via + ", 1.1 other\r\n\r\n");
            assertError(client.readAnswer(), 508, "loop_detected");
            client.send("GET /v1/models HTTP/1.1\r\nhost: lintel.test\r\nvia: 1.0 first\r\nvia: " + via + "\r\n\r\n");
            assertError(client.readAnswer(), 508, "loop_detected");
        }
        assertThat(spans.attempts()).hasSize(1);
        assertThat(spans.servers()).hasSize(3);
        assertThat(spans.servers().subList(1, 3)).allSatisfy(span -> {
            assertThat(span.getAttributes().get(SERVER_STATUS)).isEqualTo(508L);
            assertThat(span.getAttributes().get(SpanRecorder.ERROR_TYPE)).isEqualTo("loop_detected");
            assertThat(span.getAttributes().get(SpanRecorder.ERROR_SOURCE)).isEqualTo("lintel");
            assertThat(span.getAttributes().get(SpanRecorder.OUTCOME)).isEqualTo("failed");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "POST", "OPTIONS"})
    void a_request_of_http2_that_ends_with_its_head_has_no_content(String method) {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int stream = client.open(true, method, "/v1/files/a");
            Exchange exchange = upstream.next();
            assertThat(exchange.head().method()).isEqualTo(method);
            assertThat(exchange.head().field("transfer-encoding")).isEmpty();
            assertThat(exchange.content()).isEmpty();
            exchange.answer("{}");
            assertThat(client.status(stream)).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "POST", "PUT"})
    void one_that_has_content_keeps_it_though_no_length_announces_it(String method) {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int stream = client.open(false, method, "/v1/files/a");
            client.send(stream, "con".getBytes(java.nio.charset.StandardCharsets.US_ASCII), false);
            client.send(stream, "tent".getBytes(java.nio.charset.StandardCharsets.US_ASCII), true);
            Exchange exchange = upstream.next();
            assertThat(exchange.text()).isEqualTo("content");
            exchange.answer("{}");
            assertThat(client.status(stream)).isEqualTo(200);
        }
    }

    @Test
    void cookies_that_http2_has_split_are_one_again() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int stream = client.open(true, "GET", "/v1/files", "cookie", "a=1", "x-other", "2", "cookie", "b=3");
            Exchange exchange = upstream.next();
            HttpHead head = exchange.head();
            assertThat(head.all("cookie")).containsExactly("a=1; b=3");
            exchange.answer("{}");
            assertThat(client.status(stream)).isEqualTo(200);
        }
    }

    @Test
    void an_expectation_of_http_1_0_is_ignored_of_a_body_that_is_read_whole_too() {
        String body = "{\"model\":\"gpt-4o\"}";
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/chat/completions HTTP/1.0\r\nexpect: 100-continue\r\n"
                    + "content-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
            Exchange exchange = upstream.next();
            assertThat(exchange.text()).isEqualTo(body);
            assertThat(exchange.head().field("expect")).isEmpty();
            exchange.answer("{}");
            assertThat(client.readHead().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @Test
    void an_expectation_of_http_1_0_is_ignored() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/files HTTP/1.0\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n{}");
            upstream.next().answer("{}");
            assertThat(client.readHead().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    private static final io.opentelemetry.api.common.AttributeKey<Long> SERVER_STATUS =
            io.opentelemetry.api.common.AttributeKey.longKey("http.response.status_code");

    private void assertCallPasses(RawHttp2Client client) {
        int next = client.open(true, "GET", "/v1/files/next");
        upstream.next().answer("{}");
        assertThat(client.status(next)).isEqualTo(200);
        assertThat(client.text(next)).isEqualTo("{}");
    }
}
