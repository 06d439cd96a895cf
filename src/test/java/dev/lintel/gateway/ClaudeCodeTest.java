package dev.lintel.gateway;

import static dev.lintel.testing.ErrorEnvelope.assertAnthropicError;
import static dev.lintel.testing.ErrorEnvelope.assertError;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.RawHttp2Client;
import dev.lintel.testing.ShownMetrics;
import dev.lintel.testing.UpstreamResource;
import dev.lintel.upstream.listing.ModelListings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Claude Code expects of a gateway: the rows of docs/clients/claude-code.md. Here callers need a key. */
@QuarkusTest
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = {
            @ResourceArg(name = UpstreamResource.DEFAULT, value = "false"),
            @ResourceArg(name = UpstreamResource.MORE, value = "claude,busy"),
            @ResourceArg(name = "providers.claude.kind", value = "anthropic"),
            @ResourceArg(name = "providers.claude.access_key", value = "sk-ant"),
            @ResourceArg(name = "providers.claude.models", value = "claude-*"),
            @ResourceArg(name = "providers.busy.max_calls", value = "1"),
            @ResourceArg(
                    name = "callers.free.key_sha256",
                    value = "cdf2950a5edad453e6e2c0b6ca11e26839a861ac088ca7f937b655782129ee3d"),
            @ResourceArg(
                    name = "callers.gpts.key_sha256",
                    value = "40fbea70785ee670d0ad890b7f8b14016b4708f8f011ad55eda6406434db7f75"),
            @ResourceArg(name = "callers.gpts.models", value = "gpt-*"),
            @ResourceArg(
                    name = "callers.two.key_sha256",
                    value = "c8df51469c308a59bfbd48a3e0bdd228ca922d6032035f5ef6e4ad45f473a9f3"),
            @ResourceArg(name = "callers.two.requests_per_minute", value = "1")
        })
class ClaudeCodeTest extends EndToEnd {

    private static final String MESSAGES = "/v1/messages?beta=true";
    private static final String COUNT_TOKENS = "/v1/messages/count_tokens?beta=true";
    private static final String KEY = "authorization: Bearer key-free\r\n";

    /** As version 2.1.197 sends them. */
    private static final String FIELDS = """
            accept: application/json
            user-agent: claude-cli/2.1.197 (external, sdk-cli)
            x-claude-code-session-id: 66ac5de2-20fe-448a-a099-0d068b9e7513
            x-stainless-arch: x64
            x-stainless-lang: js
            x-stainless-os: Linux
            x-stainless-package-version: 0.94.0
            x-stainless-retry-count: 0
            x-stainless-runtime: node
            x-stainless-runtime-version: v26.3.0
            x-stainless-timeout: 600
            anthropic-beta: claude-code-20250219,interleaved-thinking-2025-05-14
            anthropic-dangerous-direct-browser-access: true
            anthropic-version: 2023-06-01
            x-app: cli
            """.replace("\n", "\r\n");

    private static final String BODY =
            "{\"model\":\"claude-x\", \"messages\" : [{\"role\":\"user\",\"content\":\"Grüße \\u0041\"}],"
                    + "\"unknown\":{\"z\":1.0e0,\"a\":[]},\"stream\":true }\n";

    private static final String NO_MODEL = "{}";
    private static final String OTHER_MODEL = "{\"model\":\"nobody-serves-this\"}";
    private static final AttributeKey<String> CONVERSATION = AttributeKey.stringKey("gen_ai.conversation.id");

    @Nested
    class a_request {

        @ParameterizedTest
        @ValueSource(strings = {MESSAGES, COUNT_TOKENS})
        void goes_up_byte_for_byte_with_its_fields_and_the_providers_key(String target) {
            try (RawClient client = RawClient.connect(lintel).post(target, KEY + FIELDS, BODY)) {
                Exchange exchange = upstream.next();
                assertThat(exchange.head().target()).isEqualTo("/claude" + target);
                for (String line : FIELDS.split("\r\n")) {
                    String[] field = line.split(": ", 2);
                    assertThat(exchange.head().all(field[0])).as(field[0]).containsExactly(field[1]);
                }
                assertThat(exchange.head().all("x-api-key")).containsExactly("sk-ant");
                assertThat(exchange.head().all("authorization")).isEmpty();
                assertThat(exchange.text()).isEqualTo(BODY);
                exchange.answer("{ \"type\" : \"message\",\"x\":1.0e0 }");
                assertThat(client.readAnswer().text()).isEqualTo("{ \"type\" : \"message\",\"x\":1.0e0 }");
            }
            spans.assertCompleted(200);
        }

        @Test
        void is_placed_in_its_trace_and_says_whose_it_is() {
            String traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
            try (RawClient client = RawClient.connect(lintel)
                    .post(
                            MESSAGES,
                            KEY + FIELDS + "traceparent: 00-" + traceId + "-00f067aa0ba902b7-01\r\n"
                                    + "x-claude-code-agent-id: agent-2\r\nx-claude-code-parent-agent-id: agent-1\r\n"
                                    + "x-claude-code-agent-type: Explore\r\nx-claude-code-request-class: main\r\n",
                            BODY)) {
                Exchange exchange = upstream.next();
                assertThat(exchange.head().field("traceparent").orElseThrow())
                        .matches("00-" + traceId + "-[0-9a-f]{16}-01");
                exchange.answer("{}");
                assertThat(client.readAnswer().head().field("traceresponse").orElseThrow())
                        .startsWith("00-" + traceId);
            }
            assertThat(spans.server().getTraceId()).isEqualTo(traceId);
            assertThat(spans.server().getParentSpanId()).isEqualTo("00f067aa0ba902b7");
            for (SpanData span : List.of(spans.server(), spans.inferences().get(0))) {
                assertThat(span.getAttributes().get(CONVERSATION)).isEqualTo("66ac5de2-20fe-448a-a099-0d068b9e7513");
                assertThat(attribute(span, "lintel.agent.id")).isEqualTo("agent-2");
                assertThat(attribute(span, "lintel.agent.parent_id")).isEqualTo("agent-1");
                assertThat(attribute(span, "lintel.agent.type")).isEqualTo("Explore");
                assertThat(attribute(span, "lintel.request.class")).isEqualTo("main");
            }
        }

        @Test
        void without_a_session_in_its_fields_is_of_the_one_that_its_user_names() {
            try (RawClient client = RawClient.connect(lintel)
                    .post(
                            MESSAGES,
                            KEY,
                            "{\"model\":\"claude-x\",\"metadata\":{\"user_id\":\"{\\\"device_id\\\":\\\"1f\\\","
                                    + "\\\"session_id\\\":\\\"5a1c-3d\\\"}\"}}")) {
                upstream.next().answer("{}");
                client.readAnswer();
            }
            assertThat(spans.inferences().get(0).getAttributes().get(CONVERSATION))
                    .isEqualTo("5a1c-3d");
        }
    }

    @Nested
    class an_answer {

        @Test
        void of_the_provider_comes_with_its_fields_and_byte_for_byte_also_when_it_is_an_error() {
            String error =
                    "{ \"type\":\"error\", \"error\":{\"type\":\"rate_limit_error\",\"message\":\"é\"},\"x\":1.0e0}\n";
            String fields = """
                    retry-after: 30
                    x-should-retry: true
                    anthropic-ratelimit-requests-limit: 50
                    anthropic-ratelimit-requests-remaining: 0
                    anthropic-ratelimit-unified-status: rejected
                    anthropic-ratelimit-unified-reset: 1760000000
                    anthropic-organization-id: org-1
                    request-id: req_011
                    """;
            try (RawClient client = RawClient.connect(lintel).post(MESSAGES, KEY + FIELDS, BODY)) {
                Exchange exchange = upstream.next();
                exchange.content();
                byte[] content = error.getBytes(UTF_8);
                exchange.send("HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\ncontent-length: "
                        + content.length + "\r\n" + fields.replace("\n", "\r\n") + "\r\n");
                exchange.end(content);
                Answer answer = client.readAnswer();
                assertThat(answer.head().startLine()).isEqualTo("HTTP/1.1 429 Too Many Requests");
                for (String line : fields.split("\n")) {
                    String[] field = line.split(": ", 2);
                    assertThat(answer.head().all(field[0])).as(field[0]).containsExactly(field[1]);
                }
                assertThat(answer.content()).isEqualTo(content);
            }
        }

        @Test
        void that_is_a_stream_passes_ping_by_ping_at_once() {
            String ping = "event: ping\ndata: {\"type\": \"ping\"}\n\n";
            String stop = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
            try (RawClient client = RawClient.connect(lintel).post(MESSAGES, KEY + FIELDS, BODY)) {
                Exchange exchange = upstream.next().startStream();
                client.readHead();
                for (int i = 0; i < 3; i++) {
                    exchange.sendChunk(ping);
                    assertThat(new String(client.read(ping.length()), UTF_8)).isEqualTo(ping);
                }
                exchange.sendChunk(stop).endStream();
                assertThat(new String(client.readRest(), UTF_8)).isEqualTo(stop);
            }
            spans.assertCompleted(200);
        }
    }

    @Nested
    class a_refusal {

        @ParameterizedTest
        @ValueSource(strings = {MESSAGES, COUNT_TOKENS, "/v1//messages/"})
        void is_in_the_form_of_anthropic(String target) {
            assertAnthropicError(answer(target, "", BODY), 401, "authentication_error");
            assertAnthropicError(answer(target, KEY, NO_MODEL), 400, "invalid_request_error");
            assertAnthropicError(answer(target, KEY, "no JSON"), 400, "invalid_request_error");
            assertAnthropicError(answer(target, KEY, OTHER_MODEL), 404, "not_found_error");
            assertAnthropicError(answer(target, "x-api-key: key-gpts\r\n", BODY), 403, "permission_error");
            assertAnthropicError(
                    answer(target, KEY + "origin: https://evil.example\r\n", BODY), 403, "permission_error");
            assertThat(spans.attempts()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {MESSAGES, COUNT_TOKENS})
        void of_a_body_that_is_too_large_is_too(String target) {
            try (RawClient client = RawClient.connect(lintel)
                    .send("POST " + target + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-type: application/json\r\n"
                            + KEY + "content-length: " + (UpstreamResource.MAX_BODY_BYTES + 1) + "\r\n\r\n")) {
                assertAnthropicError(client.readAnswer(), 413, "request_too_large");
            }
            spans.assertRefused(413);
        }

        @Test
        void of_a_call_too_many_is_too_and_says_when_to_come_again() {
            try (RawClient client = RawClient.connect(lintel)) {
                client.post(MESSAGES, "x-api-key: key-two\r\n", BODY);
                upstream.next().answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
                for (String target : List.of(MESSAGES, COUNT_TOKENS)) {
                    Answer refused =
                            client.post(target, "x-api-key: key-two\r\n", BODY).readAnswer();
                    assertAnthropicError(refused, 429, "rate_limit_error");
                    assertThat(Integer.parseInt(
                                    refused.head().field("retry-after").orElseThrow()))
                            .isBetween(1, 60);
                }
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {MESSAGES, COUNT_TOKENS})
        void of_a_provider_that_is_busy_or_silent_is_too(String target) {
            try (RawClient first = RawClient.connect(lintel).post(target, KEY, "{\"model\":\"busy/x\"}")) {
                Exchange exchange = upstream.next();
                Answer busy = answer(target, KEY, "{\"model\":\"busy/x\"}");
                assertAnthropicError(busy, 503, "overloaded_error");
                assertThat(busy.head().field("retry-after")).contains("1");
                exchange.answer("{}");
                assertThat(first.readAnswer().status()).isEqualTo(200);
            }
            try (RawClient client = RawClient.connect(lintel).post(target, KEY, "{\"model\":\"wants-head/x\"}")) {
                upstream.next().awaitDeparture();
                assertAnthropicError(client.readAnswer(), 504, "timeout_error");
            }
            assertAnthropicError(answer(target, KEY, "{\"model\":\"unreachable/x\"}"), 502, "api_error");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/v1/chat/completions", "/v1/threads/t/messages", "/v1/messagesx", "/v1/models"})
        void elsewhere_is_in_the_form_of_openai(String target) {
            assertError(answer(target, "", BODY), 401, "invalid_api_key");
        }

        @Test
        void of_the_models_is_in_the_form_that_is_asked_for() {
            try (RawClient client = RawClient.connect(lintel)
                    .send("GET /v1/models HTTP/1.1\r\nhost: lintel.test\r\nanthropic-version: 2023-06-01\r\n\r\n")) {
                assertAnthropicError(client.readAnswer(), 401, "authentication_error");
            }
        }

        private Answer answer(String target, String fields, String json) {
            try (RawClient client = RawClient.connect(lintel).post(target, fields, json)) {
                return client.readAnswer();
            }
        }
    }

    @Nested
    class the_models {

        private static final String ASKED = "GET /v1/models?limit=1000 HTTP/1.1\r\nhost: lintel.test\r\n" + KEY;
        private static final String OF_CLAUDE = ASKED + "anthropic-version: 2023-06-01\r\n\r\n";
        private static final String OPUS =
                "{\"type\":\"model\",\"id\":\"claude-opus\",\"display_name\":\"Opus\",\"created_at\":\"2026-01-01T00:00:00Z\"}";
        private static final String EMPTY = "{\"data\":[]}";

        @Test
        void are_in_its_form_where_it_says_which_version_it_speaks() {
            try (RawClient client = RawClient.connect(lintel).send(OF_CLAUDE)) {
                Map<String, Exchange> asked = asked();
                asked.remove("wants-head").close();
                asked.remove("claude").answer("{\"data\":[" + OPUS + "],\"has_more\":false}");
                asked.remove("fake").answer("{\"data\":[{\"id\":\"gpt-4o\",\"created\":1715367049}]}");
                asked.values().forEach(exchange -> exchange.answer(EMPTY));
                Answer answer = client.readAnswer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text())
                        .isEqualTo("{\"data\":[" + OPUS + ",{\"type\":\"model\",\"id\":\"gpt-4o\",\"display_name\":"
                                + "\"gpt-4o\",\"created_at\":\"2024-05-10T18:50:49Z\"}],"
                                + "\"has_more\":false,\"first_id\":\"claude-opus\",\"last_id\":\"gpt-4o\"}");
            }
        }

        @Test
        void of_a_provider_that_never_answers_are_left_out_before_it_gives_up_while_others_still_wait_for_them() {
            assertThat(ModelListings.SHORT_WAIT).isLessThan(Duration.ofSeconds(3));
            try (RawClient patient = RawClient.connect(lintel).send(ASKED + "\r\n")) {
                Map<String, Exchange> ofPatient = asked();
                Exchange late = ofPatient.remove("claude");
                ofPatient.remove("wants-head").close();
                ofPatient.values().forEach(exchange -> exchange.answer(EMPTY));
                try (RawClient client = RawClient.connect(lintel).send(OF_CLAUDE)) {
                    Map<String, Exchange> asked = asked();
                    Exchange never = asked.remove("claude");
                    asked.remove("wants-head").close();
                    asked.values().forEach(exchange -> exchange.answer(EMPTY));
                    assertThat(client.readAnswer().text())
                            .isEqualTo("{\"data\":[],\"has_more\":false,\"first_id\":null,\"last_id\":null}");
                    never.awaitDeparture();
                }
                late.answer("{\"data\":[" + OPUS + "]}");
                assertThat(patient.readAnswer().text()).isEqualTo("{\"object\":\"list\",\"data\":[" + OPUS + "]}");
            }
        }

        // In no order; "unreachable" is asked, too.
        private Map<String, Exchange> asked() {
            Map<String, Exchange> asked = new TreeMap<>();
            while (asked.size() < 7) {
                Exchange exchange = upstream.next();
                asked.put(exchange.head().target().split("/", 3)[1], exchange);
            }
            assertThat(asked.keySet())
                    .containsExactly("busy", "claude", "fake", "forwarding", "other", "wants-head", "wants-pieces");
            return asked;
        }
    }

    @Nested
    class the_question_whether_somebody_is_there {

        private static final String CALLS = "http_server_request_duration_seconds_count";

        @ParameterizedTest
        @CsvSource({"HEAD, /", "GET, /api/hello", "HEAD, /api/hello"})
        void is_answered_without_a_key_and_leaves_no_trace(String method, String path) {
            double before = ShownMetrics.of(lintel).sum(CALLS);
            List<HttpHead> heads = new ArrayList<>();
            try (RawClient client = RawClient.connect(lintel)) {
                for (String more : List.of("", "origin: https://evil.example\r\n", "sec-fetch-site: cross-site\r\n")) {
                    client.send(method + " " + path + "?x=1 HTTP/1.1\r\nhost: lintel.test\r\n" + more + "\r\n");
                    heads.add(client.readHead());
                    assertThat(client.readRest()).isEmpty();
                }
            }
            assertThat(heads).allSatisfy(head -> {
                assertThat(head.startLine()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(head.fields()).extracting(HttpHead.Field::name).containsExactly("content-length");
                assertThat(head.field("content-length")).contains("0");
            });
            try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
                int stream = client.open(true, method, path);
                assertThat(client.status(stream)).isEqualTo(200);
                assertThat(client.text(stream)).isEmpty();
            }
            assertThat(spans.awaitAll()).isEmpty();
            assertThat(ShownMetrics.of(lintel).sum(CALLS)).isEqualTo(before);
        }

        @Test
        void that_brings_a_body_does_not_hinder_the_next_call() {
            try (RawClient client = RawClient.connect(lintel)) {
                client.send("GET /api/hello HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 2\r\n\r\n{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
                client.post(MESSAGES, KEY, BODY);
                upstream.next().answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
            spans.assertCompleted(200);
        }

        @ParameterizedTest
        @CsvSource({"GET, /", "POST, /api/hello", "GET, /api/hello/", "GET, /api", "HEAD, /v1", "OPTIONS, /"})
        void is_no_other(String method, String path) {
            try (RawClient client = RawClient.connect(lintel)) {
                client.send(method + " " + path + " HTTP/1.1\r\nhost: lintel.test\r\n" + KEY + "\r\n");
                assertThat(client.readHead().status()).isEqualTo(404);
            }
            spans.assertRefused(404);
        }
    }

    private static String attribute(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }
}
