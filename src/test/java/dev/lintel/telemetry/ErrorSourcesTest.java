package dev.lintel.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.FaultyFilter;
import dev.lintel.testing.HardToReach;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RecordedLines;
import dev.lintel.testing.ShownMetrics;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.TestAuthority;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong has one name, and one who has made it, on the spans, in the metrics and in the line of a call. */
@QuarkusTest
@TestProfile(ErrorSourcesTest.Lines.class)
@WithTestResource(HardToReach.class)
@WithTestResource(ErrorSourcesTest.Untrusted.class)
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = {
            @ResourceArg(name = UpstreamResource.MORE, value = "full,shut"),
            @ResourceArg(name = "providers.full.max_calls", value = "1"),
            @ResourceArg(name = "providers.shut.breaker.failures", value = "1"),
            @ResourceArg(name = "providers.shut.retry.attempts", value = "1"),
            @ResourceArg(name = "listener.trusted_proxies", value = "127.0.0.0/8,2001:db8::/32"),
            @ResourceArg(
                    name = "callers.team-a.key_sha256",
                    value = "c5e2ddddea340f95de8c5e09df6f17bd5ed5a4cda022d5443760ee42cc4563b7")
        })
class ErrorSourcesTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String KEY = "authorization: Bearer the-key-of-team-a\r\n";

    private static final AttributeKey<String> CLIENT_ADDRESS = AttributeKey.stringKey("client.address");

    @Inject
    RecordedLines lines;

    private ShownMetrics before;

    @BeforeEach
    void measure() {
        before = ShownMetrics.of(lintel);
    }

    @ParameterizedTest
    @CsvSource({
        "500, '{}', 500",
        "500, '{\"error\":{\"message\":\"x\",\"code\":\"engine_overloaded\"}}', engine_overloaded",
        "503, '', 503",
        "429, '{\"error\":{\"message\":\"x\",\"code\":\"rate_limit_exceeded\"}}', rate_limit_exceeded",
        "400, '{\"error\":{\"message\":\"x\",\"code\":\"context_length_exceeded\"}}', context_length_exceeded",
        "401, '{}', 401"
    })
    void what_a_provider_answers_is_the_providers(int status, String content, String error) {
        try (RawClient client = ask("fake/gpt-4o")) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.end("HTTP/1.1 " + status + " Status\r\nx-should-retry: false\r\n"
                    + "content-type: application/json\r\ncontent-length: " + content.length() + "\r\n\r\n" + content);
            assertThat(client.readAnswer().status()).isEqualTo(status);
        }
        assertError(status, "completed", error, "provider");
    }

    @ParameterizedTest
    @CsvSource({
        "unreachable, 502, connection_refused",
        "nowhere, 502, unknown_host",
        "untrusted, 502, tls_failed",
        "deaf, 504, connect_timeout"
    })
    void that_it_cannot_be_reached_is_the_providers(String provider, int status, String error) {
        try (RawClient client = ask(provider + "/x")) {
            assertThat(client.readAnswer().status()).isEqualTo(status);
        }
        assertError(status, "failed", error, "provider");
    }

    @ParameterizedTest
    @CsvSource({"wants-head, '', 504, first_byte_timeout", "fake, 'SSH-2.0-OpenSSH_9.2\r\n', 502, invalid_response"})
    void that_it_does_not_answer_is_the_providers(String provider, String sent, int status, String error) {
        try (RawClient client = ask(provider + "/x")) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.send(sent);
            assertThat(client.readAnswer().status()).isEqualTo(status);
            exchange.awaitDeparture();
        }
        assertError(status, "failed", error, "provider");
    }

    @Test
    void that_it_breaks_off_before_its_answer_is_the_providers() {
        try (RawClient client = ask("fake/x")) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.reset();
            assertThat(client.readAnswer().status()).isEqualTo(502);
        }
        assertError(502, "failed", "connection_closed", "provider");
    }

    @ParameterizedTest
    @CsvSource({"fake, incomplete_stream", "wants-pieces, idle_timeout"})
    void that_it_breaks_off_in_its_answer_is_the_providers(String provider, String error) {
        try (RawClient client = ask(provider + "/x")) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.startStream().sendChunk("data: {}\n\n");
            client.readHead();
            if (provider.equals("fake")) {
                exchange.reset();
            }
            client.readBreak();
            exchange.awaitDeparture();
        }
        assertError(200, "failed", error, "provider");
    }

    @Test
    void that_it_has_too_many_calls_is_lintels() {
        try (RawClient first = ask("full/x")) {
            Exchange held = upstream.next();
            try (RawClient client = ask("full/x")) {
                assertThat(client.readAnswer().status()).isEqualTo(503);
            }
            spans.awaitServers(1);
            held.answer("{}");
            assertThat(first.readAnswer().status()).isEqualTo(200);
        }
        assertError(spans.servers().get(0), 503, "failed", "upstream_busy", "lintel");
    }

    @Test
    void that_it_is_left_alone_is_lintels() {
        try (RawClient client = ask("shut/x")) {
            upstream.next().reset();
            assertThat(client.readAnswer().status()).isEqualTo(502);
        }
        spans.awaitAll();
        spans.clear();
        measure();
        try (RawClient client = ask("shut/x")) {
            assertThat(client.readAnswer().status()).isEqualTo(503);
        }
        assertError(503, "failed", "breaker_open", "lintel");
    }

    @Test
    void a_bug_is_lintels_and_not_taken_for_a_providers_500() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /v1/models HTTP/1.1\r\nhost: lintel.test\r\n" + KEY + FaultyFilter.HEADER + ": x\r\n\r\n");
            assertThat(client.readAnswer().status()).isEqualTo(500);
        }
        errors.clear();
        assertError(500, "failed", "internal", "lintel");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, '{', 400, invalid_json",
        "/v1/chat/completions, '{}', 400, missing_model",
        "/elsewhere, '{}', 404, not_found",
        "/v1/chat/completions, TOO LARGE, 413, request_too_large"
    })
    void what_a_request_is_refused_for_is_the_clients(String path, String body, int status, String error) {
        String content = body.equals("TOO LARGE") ? " ".repeat(UpstreamResource.MAX_BODY_BYTES + 1) : body;
        try (RawClient client = RawClient.connect(lintel).post(path, KEY, content)) {
            assertThat(client.readAnswer().status()).isEqualTo(status);
        }
        assertError(status, "completed", error, "client");
    }

    @Test
    void a_key_that_nobody_knows_is_the_clients() {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"gpt-4o\"}")) {
            assertThat(client.readAnswer().status()).isEqualTo(401);
        }
        assertError(401, "completed", "invalid_api_key", "client");
    }

    @Test
    void an_upload_that_is_no_http_is_nothing_against_its_provider() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\n" + KEY
                    + "transfer-encoding: chunked\r\n\r\n4\r\nfile\r\n");
            Exchange exchange = upstream.next().awaitContent(4);
            client.send("no length\r\n");
            client.readEnd();
            exchange.awaitDeparture();
        }
        assertError(0, "cancelled", null, null);
        assertThat(spans.attempts()).singleElement().satisfies(attempt -> assertHas(attempt, "cancelled", null, null));
    }

    @Test
    void a_client_that_leaves_makes_no_error() {
        RawClient client = ask("fake/x");
        Exchange exchange = upstream.next();
        exchange.content();
        exchange.startStream().sendChunk("data: {}\n\n");
        client.readHead();
        client.close();
        exchange.awaitDeparture();

        assertError(200, "cancelled", null, null);
    }

    /** The connection is that of a proxy that is trusted: whom it has written down last is believed, and nobody before. */
    @Test
    void where_a_call_comes_from_is_the_same_on_its_span_and_in_its_line() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(
                    CHAT,
                    KEY + "x-forwarded-for: 198.51.100.66, 192.0.2.7:4711, 2001:db8::5\r\n",
                    "{\"model\":\"fake/x\"}");
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        SpanData server = spans.server();
        assertThat(server.getAttributes().get(CLIENT_ADDRESS)).isEqualTo("192.0.2.7");
        JsonNode line = lines.await(server.getSpanId());
        assertThat(line.at("/mdc/client.address").asText()).isEqualTo("192.0.2.7");
        assertThat(line.get("message").asText()).contains(" client=192.0.2.7 caller=team-a ");
        assertThat(line.at("/mdc/attempts").asInt()).isEqualTo(1);
        assertThat(line.at("/mdc/http.request.body.size").asInt()).isEqualTo(18);
        assertThat(line.at("/mdc/http.response.body.size").asInt()).isEqualTo(2);
    }

    private RawClient ask(String model) {
        return RawClient.connect(lintel).post(CHAT, KEY, "{\"model\":\"" + model + "\"}");
    }

    private void assertError(int status, String outcome, @Nullable String error, @Nullable String source) {
        assertError(spans.server(), status, outcome, error, source);
    }

    private void assertError(
            SpanData server, int status, String outcome, @Nullable String error, @Nullable String source) {
        assertHas(server, outcome, error, source);
        boolean fault = outcome.equals("failed") || status >= 500;
        assertThat(server.getStatus().getStatusCode()).isEqualTo(fault ? StatusCode.ERROR : StatusCode.UNSET);
        List<SpanData> inferences = spans.inferences().stream()
                .filter(span -> span.getTraceId().equals(server.getTraceId()))
                .toList();
        inferences.forEach(span -> assertHas(span, outcome, error, source));
        JsonNode line = lines.await(server.getSpanId());
        assertThat(line.at("/mdc/error.type").asText(null)).isEqualTo(error);
        assertThat(line.at("/mdc/lintel.error.source").asText(null)).isEqualTo(source);
        assertThat(line.at("/mdc/lintel.outcome").asText()).isEqualTo(outcome);
        assertThat(line.at("/mdc/http.response.status_code").asInt()).isEqualTo(status);
        assertThat(line.at("/mdc/client.address").asText()).isEqualTo("127.0.0.1");
        assertCounted("http_server_request_duration_seconds_count", status, error, source);
        if (!inferences.isEmpty()) {
            assertCounted("gen_ai_client_operation_duration_seconds_count", 0, error, source);
        }
    }

    private void assertCounted(String metric, int status, @Nullable String error, @Nullable String source) {
        String[] labels = {
            error == null ? "!error_type=" : "error_type=\"" + error + "\"",
            source == null ? "!lintel_error_source=" : "lintel_error_source=\"" + source + "\"",
            status == 0 ? "" : "http_response_status_code=\"" + status + "\""
        };
        assertThat(ShownMetrics.of(lintel).sum(metric, labels) - before.sum(metric, labels))
                .as(metric)
                .isEqualTo(1);
    }

    private static void assertHas(SpanData span, String outcome, @Nullable String error, @Nullable String source) {
        assertThat(span.getAttributes().get(SpanRecorder.OUTCOME))
                .as("lintel.outcome of %s", span.getName())
                .isEqualTo(outcome);
        assertThat(span.getAttributes().get(SpanRecorder.ERROR_TYPE))
                .as("error.type of %s", span.getName())
                .isEqualTo(error);
        assertThat(span.getAttributes().get(SpanRecorder.ERROR_SOURCE))
                .as("lintel.error.source of %s", span.getName())
                .isEqualTo(source);
    }

    /** The lines of calls can be read. */
    public static final class Lines implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("test.recorded-lines", "true");
        }
    }

    /** A provider, {@code untrusted}, whose certificate is of an authority that nobody knows. */
    public static final class Untrusted implements QuarkusTestResourceLifecycleManager {

        private @Nullable FakeUpstream provider;

        @Override
        public Map<String, String> start() {
            try {
                TestAuthority authority = TestAuthority.in(Files.createTempDirectory("untrusted"));
                authority.issue("provider");
                FakeUpstream begun = FakeUpstream.startTls(authority.serving("provider"), false);
                provider = begun;
                return Map.of(
                        "providers.untrusted.base_url",
                        "https://127.0.0.1:" + begun.port() + "/v1",
                        "providers.untrusted.retry.attempts",
                        "1");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            if (provider != null) {
                provider.close();
            }
        }
    }
}
