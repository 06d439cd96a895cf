package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.EveryTracingKey;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By what a caller, and who looks for its call, finds the trace again: headers, attributes, log lines. */
@QuarkusTest
@WithTestResource(EveryTracingKey.class)
@WithTestResource(UpstreamResource.class)
class CallerToldTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"gpt-4o\"}";
    private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "traceparent: 00-" + TRACE_ID + "-b7ad6b7169203331-";

    @Nested
    class of_an_answer_the_head {

        @Test
        void names_the_server_span() {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
                upstream.next().answer("{}");
                assertTold(client.readAnswer().head(), 200);
            }
        }

        @Test
        void names_the_callers_trace() {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, PARENT + "01\r\n", PLAIN)) {
                upstream.next().answer("{}");
                HttpHead head = client.readAnswer().head();
                String traceparent = "00-" + TRACE_ID + "-" + spans.server().getSpanId() + "-01";
                assertThat(head.all("traceresponse")).containsExactly(traceparent);
                assertThat(head.all("server-timing")).containsExactly("traceparent;desc=\"" + traceparent + "\"");
                assertThat(head.all("x-request-id")).containsExactly(TRACE_ID);
            }
        }

        @Test
        void names_a_trace_that_is_not_kept_as_well() {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, PARENT + "00\r\n", PLAIN)) {
                upstream.next().answer("{}");
                HttpHead head = client.readAnswer().head();
                assertThat(head.field("traceresponse").orElseThrow())
                        .matches("00-" + TRACE_ID + "-[0-9a-f]{16}-00")
                        .doesNotContain("b7ad6b7169203331", "0000000000000000");
                assertThat(head.all("x-request-id")).containsExactly(TRACE_ID);
            }
            assertThat(spans.awaitAll()).isEmpty();
        }

        @Test
        void has_the_providers_own_timing_and_request_id_beside() {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
                Exchange exchange = upstream.next();
                exchange.content();
                exchange.end("HTTP/1.1 200 OK\r\nServer-Timing: cache;dur=1, db\r\nX-Request-Id: req_1\r\n"
                        + "server-timing: app;dur=2\r\ncontent-length: 0\r\n\r\n");
                HttpHead head = client.readAnswer().head();
                assertThat(head.all("server-timing"))
                        .containsExactly("cache;dur=1, db", "app;dur=2", "traceparent;desc=\"" + traceparent() + "\"");
                assertThat(head.all("x-request-id")).containsExactly("req_1");
                assertThat(head.all("traceresponse")).containsExactly(traceparent());
            }
        }

        @Test
        void has_no_request_id_of_the_clients() {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, "x-request-id: mine\r\n", PLAIN)) {
                Exchange exchange = upstream.next();
                assertThat(exchange.head().all("x-request-id")).containsExactly("mine");
                exchange.answer("{}");
                assertTold(client.readAnswer().head(), 200);
            }
        }

        @Test
        void is_told_before_a_stream() {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
                Exchange exchange = upstream.next();
                exchange.content();
                exchange.startStream();
                HttpHead head = client.readHead();
                exchange.sendChunk("data: [DONE]\n\n").endStream();
                client.readRest();
                assertTold(head, 200);
            }
        }

        @Test
        void is_told_before_a_stream_that_breaks() {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
                Exchange exchange = upstream.next();
                exchange.content();
                exchange.startStream().sendChunk("data: {}\n\n");
                HttpHead head = client.readHead();
                client.read(10);
                exchange.reset();
                client.readBreak();
                assertTold(head, 200);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {204, 304, 400, 429, 500})
        void is_told_whatever_the_provider_answers(int status) {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
                Exchange exchange = upstream.next();
                exchange.content();
                exchange.end(
                        "HTTP/1.1 " + status + " Odd\r\n" + (status < 400 ? "" : "content-length: 0\r\n") + "\r\n");
                assertTold(client.readHead(), status);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"OPTIONS", "GET", "DELETE", "FROBNICATE"})
        void is_told_whatever_the_method(String method) {
            try (RawClient client = RawClient.connect(lintel)) {
                client.send(method + " /v1/files HTTP/1.1\r\nhost: lintel.test\r\n\r\n");
                upstream.next().answer("{}");
                assertTold(client.readAnswer().head(), 200);
            }
        }

        @Test
        void is_told_once_though_several_providers_are_asked() {
            try (RawClient client = RawClient.connect(lintel).get("/v1/models")) {
                answerModels();
                assertTold(client.readAnswer().head(), 200);
            }
        }

        @Test
        void is_told_to_http_1_0() {
            try (RawClient client = RawClient.connect(lintel)) {
                client.send("GET /v1/files HTTP/1.0\r\nhost: lintel.test\r\n\r\n");
                upstream.next().answer("{}");
                assertTold(client.readHead(), 200);
                client.readRest();
            }
        }
    }

    @Nested
    class of_a_refusal_the_head {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "no JSON | 400",
                    "{} | 400",
                    "{\"model\":\"unreachable/x\"} | 502",
                })
        void is_told_to_whom_asks(String json, int status) {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, json)) {
                assertTold(client.readAnswer().head(), status);
            }
        }

        @ParameterizedTest
        @CsvSource({
            "GET, /nowhere, 404",
            "OPTIONS, /nowhere, 404",
            "POST, /v1, 404",
            "GET, /v1/../secret, 400",
            "TRACE, /nowhere, 405",
        })
        void is_told_where_nothing_is(String method, String path, int status) {
            try (RawClient client = RawClient.connect(lintel)) {
                client.send(method + " " + path + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 0\r\n\r\n");
                assertTold(client.readAnswer().head(), status);
            }
        }

        @Test
        void is_told_to_a_body_that_is_too_large() {
            try (RawClient client = RawClient.connect(lintel)
                    .post(CHAT, "{\"model\":\"" + "m".repeat(UpstreamResource.MAX_BODY_BYTES) + "\"}")) {
                assertTold(client.readAnswer().head(), 413);
            }
        }

        @Test
        void is_told_to_a_protocol_upgrade() {
            try (RawClient client = RawClient.connect(lintel)) {
                client.send("GET /v1/realtime HTTP/1.1\r\nhost: lintel.test\r\nconnection: upgrade\r\n"
                        + "upgrade: websocket\r\n\r\n");
                assertTold(client.readAnswer().head(), 426);
            }
        }

        @Test
        void is_told_where_the_provider_breaks_off() {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
                Exchange exchange = upstream.next();
                exchange.content();
                // Unanswered, it would be asked once more where its connection had served before.
                exchange.send("HTTP/1.1 200").close();
                assertTold(client.readAnswer().head(), 502);
            }
        }

        @Test
        void is_told_where_the_provider_does_not_answer() {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"wants-head/x\"}")) {
                Exchange exchange = upstream.next();
                exchange.content();
                assertTold(client.readAnswer().head(), 504);
                exchange.awaitDeparture();
            }
        }
    }

    @Nested
    class every_span_of_a_call {

        @Test
        void has_the_fixed_attributes_the_copied_headers_and_the_session() {
            try (RawClient client = RawClient.connect(lintel)
                    .post(CHAT, "X-Acme-Team-Name: search\r\nx-tier: gold\r\nX-Conversation: talk-1\r\n", PLAIN)) {
                Exchange exchange = upstream.next();
                assertThat(exchange.head().all("x-acme-team-name")).containsExactly("search");
                assertThat(exchange.head().all("x-conversation")).containsExactly("talk-1");
                exchange.answer("{}");
                client.readAnswer();
            }

            assertThat(spans.awaitAll()).hasSizeGreaterThan(1);
            assertEverySpanHas(Map.of(
                    "deployment.environment.name", "test",
                    "team.name", "search",
                    "tier", "gold",
                    "gen_ai.conversation.id", "talk-1"));
        }

        @Test
        void has_them_in_a_call_to_several_providers() {
            try (RawClient client = RawClient.connect(lintel)) {
                client.send("GET /v1/models HTTP/1.1\r\nhost: lintel.test\r\nx-acme-team: search\r\n"
                        + "x-conversation: talk-2\r\n\r\n");
                answerModels();
                client.readAnswer();
            }

            assertThat(spans.awaitAll()).hasSizeGreaterThan(5);
            assertEverySpanHas(Map.of(
                    "deployment.environment.name", "test", "team", "search", "gen_ai.conversation.id", "talk-2"));
        }

        @Test
        void has_them_in_a_call_that_is_refused() {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, "x-conversation: talk-3\r\n", "no JSON")) {
                client.readAnswer();
            }

            assertThat(spans.awaitAll()).isNotEmpty();
            assertEverySpanHas(Map.of("deployment.environment.name", "test", "gen_ai.conversation.id", "talk-3"));
        }

        @Test
        void has_no_conversation_that_nobody_named() {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, "x-session-id: another\r\n", PLAIN)) {
                upstream.next().answer("{}");
                client.readAnswer();
            }

            assertThat(spans.awaitAll())
                    .isNotEmpty()
                    .noneMatch(span -> attributes(span).containsKey("gen_ai.conversation.id"));
        }

        @Test
        void has_no_secret() {
            try (RawClient client = RawClient.connect(lintel)
                    .post(
                            CHAT,
                            "x-api-key: s3cret\r\nX-Acme-Key: s3cret\r\nx-acme-token: s3cret\r\nx-cookie: s3cret\r\n"
                                    + "x-authorization: s3cret\r\nauthorization: s3cret\r\nx-acme_key: s3cret\r\n",
                            PLAIN)) {
                upstream.next().answer("{}");
                client.readAnswer();
            }

            assertThat(spans.awaitAll())
                    .isNotEmpty()
                    .noneMatch(span -> attributes(span).toString().contains("s3cret"));
        }

        @Test
        void tells_what_the_call_is_about_whatever_headers_say() {
            try (RawClient client = RawClient.connect(lintel)
                    .post(
                            CHAT,
                            "x-http-route: /forged\r\nx-http-request-method: FORGED\r\nx-url-path: /forged\r\n"
                                    + "x-lintel-outcome: forged\r\nx-server-address: forged\r\nx-url-full: forged\r\n",
                            PLAIN)) {
                upstream.next().answer("{}");
                client.readAnswer();
            }

            assertThat(attributes(spans.server()))
                    .containsEntry("http.route", CHAT)
                    .containsEntry("http.request.method", "POST")
                    .containsEntry("url.path", CHAT)
                    .containsEntry("server.address", "lintel.test")
                    .containsEntry("lintel.outcome", "completed");
            assertThat(attributes(spans.attempts().get(0)))
                    .containsEntry("http.request.method", "POST")
                    .containsEntry("url.full", "http://127.0.0.1:" + upstream.port() + "/fake" + CHAT)
                    .containsEntry("server.address", "127.0.0.1")
                    .containsEntry("lintel.outcome", "completed");
        }
    }

    @Test
    void the_log_line_of_a_providers_failure_names_the_server_span() {
        LogOfFailures log = new LogOfFailures();
        Logger failures = Logger.getLogger(ErrorResponses.class.getName());
        failures.addHandler(log);
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PARENT + "01\r\n", PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.reset();
            assertThat(client.readAnswer().status()).isEqualTo(502);
        } finally {
            failures.removeHandler(log);
        }

        assertThat(log.lines)
                .containsExactly(
                        TRACE_ID + " " + spans.server().getSpanId() + " Provider 'fake' broke the connection off.");
    }

    @Test
    void the_log_lines_of_calls_at_the_same_time_name_each_its_own() {
        LogOfFailures log = new LogOfFailures();
        Logger failures = Logger.getLogger(ErrorResponses.class.getName());
        failures.addHandler(log);
        try (RawClient one = RawClient.connect(lintel);
                RawClient other = RawClient.connect(lintel)) {
            one.post(CHAT, PARENT + "00\r\n", PLAIN);
            Exchange first = upstream.next();
            other.post(CHAT, PARENT.replace(TRACE_ID, "1".repeat(32)) + "00\r\n", PLAIN);
            Exchange second = upstream.next();
            first.content();
            second.content();
            first.reset();
            assertThat(one.readAnswer().status()).isEqualTo(502);
            second.reset();
            assertThat(other.readAnswer().status()).isEqualTo(502);
        } finally {
            failures.removeHandler(log);
        }

        assertThat(log.lines).hasSize(2);
        assertThat(log.lines.get(0)).startsWith(TRACE_ID + " ");
        assertThat(log.lines.get(1)).startsWith("1".repeat(32) + " ");
    }

    private void assertTold(HttpHead head, int status) {
        assertThat(head.status()).isEqualTo(status);
        assertThat(head.all("traceresponse")).containsExactly(traceparent());
        assertThat(head.all("server-timing")).containsExactly("traceparent;desc=\"" + traceparent() + "\"");
        assertThat(head.all("x-request-id")).containsExactly(spans.server().getTraceId());
    }

    private String traceparent() {
        return "00-" + spans.server().getTraceId() + "-" + spans.server().getSpanId() + "-03";
    }

    private void assertEverySpanHas(Map<String, String> expected) {
        for (SpanData span : spans.awaitAll()) {
            assertThat(attributes(span)).as(span.getName()).containsAllEntriesOf(expected);
        }
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> attributes = new TreeMap<>();
        span.getAttributes().forEach((AttributeKey<?> key, Object value) -> attributes.put(key.getKey(), value));
        return attributes;
    }

    // One request for each provider that can be reached.
    private void answerModels() {
        for (int provider = 0; provider < 5; provider++) {
            upstream.next().answer("{\"object\":\"list\",\"data\":[]}");
        }
    }

    private static final class LogOfFailures extends Handler {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord entry) {
            ExtLogRecord line = ExtLogRecord.wrap(entry);
            lines.add(line.getMdc("trace_id") + " " + line.getMdc("span_id") + " " + line.getFormattedMessage());
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is held open.
        }
    }
}
