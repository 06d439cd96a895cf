package dev.lintel.viewer;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.lintel.testing.Configuration;
import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.RawHttp2Client;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The viewer with a key: what is sent to it, and what it shows to whom. */
@QuarkusTest
@WithTestResource(TraceViewerTest.WithKey.class)
@WithTestResource(UpstreamResource.class)
class TraceViewerTest extends EndToEnd {

    private static final String KEY = "Sesame-1";
    private static final String BEARER = "authorization: Bearer " + KEY + "\r\n";
    private static final String PROTOBUF = "content-type: application/x-protobuf\r\n";
    private static final long START = 1_767_225_600_000_000_000L;

    /** The viewer, switched on. */
    public static final class WithKey extends Configuration {

        @Override
        public Map<String, String> start() {
            return Map.of("viewer.enabled", "true", "viewer.access_key", KEY, "viewer.max_spans_per_trace", "50");
        }
    }

    @Test
    void a_trace_that_is_sent_is_shown_to_scripts() throws IOException {
        assertTaken(send("", agentTrace("01").toByteArray()));

        JsonNode trace = ViewerRequests.json(get("/traces/" + id("01"), "accept: application/json\r\n"));

        assertThat(trace.get("name").asText()).isEqualTo("invoke_agent support");
        assertThat(trace.get("status").asText()).isEqualTo("error");
        assertThat(trace.get("duration_ms").asDouble()).isEqualTo(1000);
        assertThat(trace.get("input_tokens").asInt()).isEqualTo(120);
        assertThat(trace.get("time_to_first_chunk_ms").asDouble()).isEqualTo(250);
        assertThat(trace.get("spans"))
                .extracting(span ->
                        span.get("depth").asInt() + " " + span.get("name").asText())
                .containsExactly("0 invoke_agent support", "1 chat gpt-4o", "1 <img src=x onerror=alert(1)>");
        JsonNode chat = trace.get("spans").get(1);
        assertThat(chat.get("start_ms").asDouble()).isEqualTo(100);
        assertThat(chat.get("duration_ms").asDouble()).isEqualTo(500);
        assertThat(chat.at("/attributes/gen_ai.request.model").asText()).isEqualTo("gpt-4o");
        assertThat(chat.get("service").asText()).isEqualTo("agent");
        assertThat(trace.at("/spans/0/gaps/0/duration_ms").asDouble()).isEqualTo(100);
    }

    @Test
    void an_exemplar_of_the_metrics_leads_to_its_trace() throws IOException {
        String called;
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("PATCH /v1/files/a HTTP/1.1\r\nhost: lintel.test\r\n\r\n");
            upstream.next().answer("{}");
            called = client.readAnswer().head().field("traceresponse").orElseThrow();
        }
        spans.awaitAll();

        String exemplar = get("/q/metrics", "accept: application/openmetrics-text\r\n")
                .text()
                .lines()
                .filter(line -> line.startsWith("http_server_request_duration_seconds_bucket{")
                        && line.contains("http_request_method=\"PATCH\"")
                        && line.contains(" # {"))
                .map(line -> line.substring(line.indexOf(" # {")))
                .findFirst()
                .orElseThrow();
        String traceId = label("trace_id", exemplar);
        String spanId = label("span_id", exemplar);
        assertThat(called).startsWith("00-" + traceId + "-" + spanId);
        JsonNode trace = ViewerRequests.json(get("/traces/" + traceId, "accept: application/json\r\n"));
        assertThat(trace.get("spans"))
                .filteredOn(span -> span.get("name").asText().equals("PATCH /v1/{rest}"))
                .hasSize(1);
    }

    private static String label(String name, String exemplar) {
        int at = exemplar.indexOf(name + "=\"") + name.length() + 2;
        return exemplar.substring(at, exemplar.indexOf('"', at));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "accept: */*\r\n", "accept: text/plain\r\n"})
    void a_terminal_gets_a_tree(String accept) {
        assertTaken(send("", agentTrace("02").toByteArray()));

        Answer answer = get("/traces/last", accept);

        assertThat(answer.head().field("content-type").orElseThrow()).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.text().lines())
                .containsExactly(
                        id("02") + "  2026-01-01T00:00:00Z  1.00s  3 spans  120 tokens in, 7 out  ERROR",
                        "agent: invoke_agent support             ░░░████████████████░░░░░░░░░████    1.00s",
                        "├─ agent: chat gpt-4o                      ████████◆███████                 500ms"
                                + "  gpt-4o, 120→7 tokens, first chunk 250ms",
                        "└─ agent: <img src=x onerror=alert(1)>                              ████    100ms"
                                + "  ERROR timeout");
    }

    @Test
    void browsers_get_a_page_that_may_load_nothing_from_elsewhere() {
        Answer page = get("/traces", "accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.head().field("content-type").orElseThrow()).isEqualTo("text/html; charset=utf-8");
        assertThat(page.head().field("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'")
                .doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(page.text()).contains("/traces/page.js", "/traces/page.css").doesNotContain("http://", "https://");
    }

    @ParameterizedTest
    @CsvSource({
        "/traces, text/html",
        "/traces/page.js, text/javascript",
        "/traces/elements.js, text/javascript",
        "/traces/waterfall.js, text/javascript",
        "/traces/details.js, text/javascript",
        "/traces/conversation.js, text/javascript",
        "/traces/page.css, text/css",
    })
    void the_page_is_sent_once(String path, String type) {
        Answer first = get(path, "accept: text/html\r\n");
        Answer second = get(
                path,
                "accept: text/html\r\nif-none-match: "
                        + first.head().field("etag").orElseThrow() + "\r\n");

        assertThat(first.head().field("content-type").orElseThrow()).startsWith(type);
        assertThat(first.content()).isNotEmpty();
        assertThat(second.status()).isEqualTo(304);
        assertThat(second.content()).isEmpty();
    }

    @Test
    void who_asks_again_is_told_when_nothing_has_changed() {
        assertTaken(send("", agentTrace("03").toByteArray()));
        String accept = "accept: application/json\r\n";
        String known = accept + "if-none-match: "
                + get("/traces", accept).head().field("etag").orElseThrow() + "\r\n";

        assertThat(get("/traces", known).status()).isEqualTo(304);

        assertTaken(send("", agentTrace("04").toByteArray()));
        assertThat(get("/traces", known).status()).isEqualTo(200);
    }

    @Test
    void traces_are_found_by_what_is_asked_for() throws IOException {
        assertTaken(send("", agentTrace("05").toByteArray()));

        JsonNode found = ViewerRequests.json(get(
                "/traces?where=gen_ai.request.model=gpt-4o*&since=30m&limit=1&min_duration=1s",
                "accept: application/json\r\n"));
        JsonNode none =
                ViewerRequests.json(get("/traces?where=gen_ai.request.model=llama*", "accept: application/json\r\n"));

        assertThat(found.get("traces")).hasSize(1);
        assertThat(found.at("/traces/0/trace_id").asText()).isEqualTo(id("05"));
        assertThat(found.get("models")).extracting(JsonNode::asText).contains("gpt-4o");
        assertThat(none.get("traces")).isEmpty();
    }

    @Test
    void a_wrong_query_is_refused() {
        Answer answer = get("/traces?min_duration=long", "");

        assertError(answer, 400, "invalid_query", "min_duration");
        assertThat(answer.text()).contains("'long' is not a duration such as 250ms");
    }

    @Test
    void what_is_not_there_is_not_found() {
        assertError(get("/traces/0123", ""), 404, "not_found", null);
        assertError(get("/traces/" + id("ff"), ""), 404, "not_found", null);
        assertError(get("/tracesx", ""), 404, "not_found", null);
    }

    @Test
    void a_call_through_lintel_is_shown_and_looking_at_it_is_not() throws IOException {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(
                    "/v1/chat/completions",
                    "traceparent: 00-" + id("06") + "-00f067aa0ba902b7-01\r\n",
                    "{\"model\":\"gpt-4o\"}");
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);

        JsonNode trace = awaitTrace(id("06"), 3);

        assertThat(trace.get("spans"))
                .extracting(span ->
                        span.get("service").asText() + " " + span.get("kind").asText())
                .containsExactly("lintel server", "lintel client", "lintel client");
        assertThat(trace.at("/spans/0/name").asText()).isEqualTo("POST /v1/chat/completions");
        assertThat(trace.at("/spans/0/notes/0").asText()).isEqualTo("missing_parent");
        assertThat(spans.awaitAll()).hasSize(3);
    }

    @Test
    void json_is_taken_and_answered_in_json() {
        Answer answer = request(
                "POST",
                "/v1/traces",
                BEARER + "content-type: application/json; charset=utf-8\r\n",
                ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"" + id("07")
                                + "\",\"spanId\":\"00f067aa0ba902b7\",\"name\":\"from a browser\"},{}]}]}]}")
                        .getBytes(UTF_8));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head().field("content-type").orElseThrow()).isEqualTo("application/json");
        assertThat(answer.text()).startsWith("{\"partialSuccess\":{\"rejectedSpans\":\"1\"");
        assertThat(get("/traces/last", "").text()).contains("unknown_service: from a browser");
    }

    @Test
    void gzip_is_taken_off() {
        assertTaken(send("content-encoding: gzip\r\n", Gzip.of(agentTrace("08").toByteArray())));

        assertThat(get("/traces/" + id("08"), "").status()).isEqualTo(200);
    }

    @Test
    void a_gzip_that_grows_beyond_the_limit_is_refused() {
        byte[] bomb = Gzip.of(new byte[64 * 1024 * 1024]);
        assertThat(bomb.length).isLessThan(UpstreamResource.MAX_BODY_BYTES);

        Answer answer = send("content-encoding: gzip\r\n", bomb);

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.head().field("content-type").orElseThrow()).isEqualTo("application/x-protobuf");
    }

    @Test
    void a_body_beyond_the_limit_is_refused() {
        assertThat(send("", new byte[UpstreamResource.MAX_BODY_BYTES + 1]).status())
                .isEqualTo(413);
    }

    @Test
    void what_is_no_otlp_is_refused() {
        Answer protobuf = send("", "Hello, how are you?".getBytes(UTF_8));
        Answer gzip = send("content-encoding: gzip\r\n", new byte[] {1, 2, 3});
        Answer json = request("POST", "/v1/traces", BEARER + "content-type: application/json\r\n", "[".getBytes(UTF_8));

        assertThat(protobuf.status()).isEqualTo(400);
        assertThat(protobuf.text()).contains("The body is no OTLP in protobuf");
        assertThat(gzip.status()).isEqualTo(400);
        assertThat(json.status()).isEqualTo(400);
        assertThat(json.text()).isEqualTo("{\"code\":3,\"message\":\"The body is no OTLP in JSON.\"}");
    }

    @Test
    void what_is_written_in_another_way_is_refused() {
        byte[] body = agentTrace("09").toByteArray();

        assertThat(request("POST", "/v1/traces", BEARER + "content-type: text/plain\r\n", body)
                        .status())
                .isEqualTo(415);
        assertThat(send("content-encoding: br\r\n", body).status()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/metrics", "/v1/logs"})
    void metrics_and_logs_are_taken_and_dropped(String path) {
        Answer answer = request("POST", path, BEARER + PROTOBUF, new byte[3 * UpstreamResource.MAX_BODY_BYTES]);

        assertTaken(answer);
        assertThat(spans.awaitAll()).isEmpty();
    }

    @Test
    void one_trace_with_more_spans_than_are_kept_says_so() throws IOException {
        ScopeSpans.Builder many = ScopeSpans.newBuilder();
        for (int span = 1; span <= 1_000; span++) {
            many.addSpans(span("0a", span, 0, 0, 10).setName("s"));
        }
        assertTaken(send("", request(many).toByteArray()));

        JsonNode trace = ViewerRequests.json(get("/traces/" + id("0a"), "accept: application/json\r\n"));

        assertThat(trace.get("span_count").asInt()).isEqualTo(50);
        assertThat(trace.get("dropped_spans").asInt()).isEqualTo(950);
    }

    @Test
    void no_control_character_reaches_a_terminal() {
        assertTaken(send(
                "",
                request(ScopeSpans.newBuilder()
                                .addSpans(span("0b", 1, 0, 0, 10).setName("evil\u001b[2J\u009b\n\u202ename")))
                        .toByteArray()));

        assertThat(get("/traces/last", "").text()).contains("unknown_service: evil·[2J···name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "authorization: Bearer wrong\r\n", "authorization: Basic U2VzYW1lLTE=\r\n"})
    void nothing_is_shown_or_taken_without_the_key(String authorization) {
        byte[] body = agentTrace("0c").toByteArray();

        Answer page = request("GET", "/traces", authorization + "accept: text/html\r\n", new byte[0]);
        Answer intake = request("POST", "/v1/traces", authorization + PROTOBUF, body);
        Answer metrics = request("POST", "/v1/metrics", authorization + PROTOBUF, body);

        assertError(page, 401, "missing_access_key", null);
        assertThat(page.head().field("www-authenticate").orElseThrow()).isEqualTo("Bearer");
        assertThat(intake.status()).isEqualTo(401);
        assertThat(metrics.status()).isEqualTo(401);
        assertThat(get("/traces/" + id("0c"), "").status()).isEqualTo(404);
    }

    @Test
    void a_browser_brings_the_key_once() {
        Answer letIn = request("GET", "/traces/last?key=" + KEY + "&q=a%20b", "", new byte[0]);
        String cookie = letIn.head().field("set-cookie").orElseThrow();

        assertThat(letIn.status()).isEqualTo(303);
        assertThat(letIn.head().field("location").orElseThrow()).isEqualTo("/traces/last?q=a+b");
        assertThat(cookie).contains("; Path=/traces; HTTPOnly; SameSite=Strict").doesNotContain(KEY);

        String sent = "cookie: " + cookie.substring(0, cookie.indexOf(';')) + "\r\n";
        assertThat(request("GET", "/traces", sent, new byte[0]).status()).isEqualTo(200);
        assertThat(request("GET", "/traces", "cookie: lintel_viewer=x\r\n", new byte[0])
                        .status())
                .isEqualTo(401);
        assertThat(request("POST", "/v1/traces", sent + PROTOBUF, new byte[0]).status())
                .isEqualTo(401);
        assertThat(request("GET", "/traces?key=wrong", "", new byte[0]).status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/traces|authorization: Bearer ",
                "/traces|authorization: Bearer null",
                "/traces|authorization: Bearer",
                "/traces|authorization:",
                "/traces|cookie: lintel_viewer=",
                "/traces|cookie: lintel_viewer=null",
                "/traces?key=|accept: */*",
                "/traces?key|accept: */*",
                "/traces?key=null|accept: */*",
                "/traces?key=&key=|accept: text/html",
                "/traces/last?key=undefined|accept: text/html"
            })
    void what_is_empty_or_null_never_opens(String attempt) {
        String[] parts = attempt.split("\\|");
        Answer answer = request("GET", parts[0], parts[1] + "\r\n", new byte[0]);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.head().all("set-cookie")).isEmpty();
    }

    @Test
    void over_http2_an_export_that_is_refused_is_reset_alone_and_a_line_end_in_the_key_tells_nothing() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int good = client.open(true, "GET", "/v1/files/stream");
            Exchange exchange = upstream.next().startStream().sendChunk("data: 1\n\n");
            client.awaitContent(good, 9);
            int refused = client.open(false, "POST", "/v1/traces", "content-type", "application/x-protobuf");
            assertThat(client.status(refused)).isEqualTo(401);
            client.awaitReset(refused);
            int ended = client.open(
                    true, "POST", "/v1/traces", "content-type", "application/json", "authorization", "Bearer sk-own\n");
            assertThat(client.status(ended)).isEqualTo(401);
            assertThat(client.text(ended)).doesNotContain("sk-own");
            int page = client.open(true, "GET", "/traces", "authorization", "Bearer sk-own\n");
            assertThat(client.status(page)).isEqualTo(401);
            assertThat(client.text(page)).doesNotContain("sk-own");
            exchange.sendChunk("data: 2\n\n").endStream();
            assertThat(client.text(good)).isEqualTo("data: 1\n\ndata: 2\n\n");
        }
        assertThat(errors.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/traces//evil.example", "/traces/%2F%2Fevil.example", "/x/..//traces/x", "/traces/./x"})
    void a_redirect_never_leads_elsewhere(String path) {
        Answer letIn = request("GET", path + "?key=" + KEY, "", new byte[0]);

        assertThat(letIn.status()).isEqualTo(303);
        assertThat(letIn.head().field("location").orElseThrow()).startsWith("/traces/");
    }

    @Test
    void the_cookie_of_plain_http_is_sent_by_plain_http() {
        Answer letIn = request("GET", "/traces?key=" + KEY, "", new byte[0]);

        assertThat(letIn.head().field("set-cookie").orElseThrow()).doesNotContainIgnoringCase("secure");
    }

    @Test
    void traces_are_not_changed_from_outside() {
        assertError(request("DELETE", "/traces", BEARER, new byte[0]), 405, "method_not_allowed", null);
        assertThat(spans.awaitAll()).isEmpty();
    }

    private static void assertTaken(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.head().field("content-type").orElseThrow()).isEqualTo("application/x-protobuf");
        assertThat(answer.content()).isEmpty();
    }

    // The last of a call's spans ends after its answer, and is handed over after that.
    private JsonNode awaitTrace(String id, int spanCount) throws IOException {
        long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Answer answer = get("/traces/" + id, "accept: application/json\r\n");
            if (answer.status() == 200
                    && ViewerRequests.json(answer).get("span_count").asInt() == spanCount) {
                return ViewerRequests.json(answer);
            }
        }
        throw new AssertionError("In vain waited for " + id);
    }

    private Answer send(String headerLines, byte[] body) {
        return request("POST", "/v1/traces", BEARER + PROTOBUF + headerLines, body);
    }

    private Answer get(String target, String headerLines) {
        return request("GET", target, BEARER + headerLines, new byte[0]);
    }

    private Answer request(String method, String target, String headerLines, byte[] body) {
        return ViewerRequests.request(lintel, method, target, headerLines, body);
    }

    private static String id(String digits) {
        return "4bf92f3577b34da6a3ce929d0e0e47" + digits;
    }

    private static ExportTraceServiceRequest agentTrace(String digits) {
        return request(ScopeSpans.newBuilder()
                        .addSpans(span(digits, 1, 0, 0, 1000).setName("invoke_agent support"))
                        .addSpans(span(digits, 2, 1, 100, 600)
                                .setName("chat gpt-4o")
                                .addAttributes(attribute("gen_ai.request.model", text("gpt-4o")))
                                .addAttributes(attribute("gen_ai.usage.input_tokens", number(120)))
                                .addAttributes(attribute("gen_ai.usage.output_tokens", number(7)))
                                .addAttributes(attribute(
                                        "gen_ai.response.time_to_first_chunk",
                                        AnyValue.newBuilder()
                                                .setDoubleValue(0.25)
                                                .build())))
                        .addSpans(span(digits, 3, 1, 900, 1000)
                                .setName("<img src=x onerror=alert(1)>")
                                .addAttributes(attribute("error.type", text("timeout")))
                                .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))))
                .toBuilder()
                .build();
    }

    private static ExportTraceServiceRequest request(ScopeSpans.Builder scopeSpans) {
        ResourceSpans.Builder resourceSpans = ResourceSpans.newBuilder().addScopeSpans(scopeSpans);
        if (scopeSpans.getSpansCount() == 3) {
            resourceSpans.setResource(Resource.newBuilder().addAttributes(attribute("service.name", text("agent"))));
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(resourceSpans)
                .build();
    }

    private static Span.Builder span(String digits, long span, long parent, long startMillis, long endMillis) {
        Span.Builder made = Span.newBuilder()
                .setTraceId(ByteString.fromHex(id(digits)))
                .setSpanId(ByteString.fromHex(String.format("%016x", span)))
                .setStartTimeUnixNano(START + startMillis * 1_000_000)
                .setEndTimeUnixNano(START + endMillis * 1_000_000);
        return parent == 0 ? made : made.setParentSpanId(ByteString.fromHex(String.format("%016x", parent)));
    }

    private static KeyValue attribute(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static AnyValue text(String text) {
        return AnyValue.newBuilder().setStringValue(text).build();
    }

    private static AnyValue number(long number) {
        return AnyValue.newBuilder().setIntValue(number).build();
    }
}
