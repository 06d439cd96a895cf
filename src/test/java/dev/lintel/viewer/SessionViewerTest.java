package dev.lintel.viewer;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The viewer's sessions: what spans say of their conversation, and what is shown of it. */
@QuarkusTest
@WithTestResource(TraceViewerTest.WithKey.class)
@WithTestResource(UpstreamResource.class)
class SessionViewerTest extends EndToEnd {

    private static final String BEARER = "authorization: Bearer Sesame-1\r\n";
    private static final String JSON = "accept: application/json\r\n";
    private static final long START = 1_767_225_600_000_000_000L;

    @Test
    void a_session_is_shown_to_scripts_with_its_traces_in_order() throws IOException {
        send(turn(0x12, 5_000, 6_500, "shop/1 a+b%")
                .addAttributes(text("lintel.caller", "team-a"))
                .addAttributes(text("lintel.agent.type", "Explore"))
                .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR)));
        send(turn(0x11, 0, 2_000, "shop/1 a+b%").addAttributes(text("lintel.sampling.reason", "slow")));

        JsonNode listed = ViewerRequests.json(get("/traces/sessions?session=shop/*", JSON));
        JsonNode one = ViewerRequests.json(get("/traces/sessions/shop%2F1%20a+b%25", JSON));

        assertThat(listed.get("sessions")).hasSize(1);
        assertThat(listed.get("kept_traces").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(listed.get("callers")).extracting(JsonNode::asText).contains("team-a");
        assertThat(listed.get("agents")).extracting(JsonNode::asText).contains("Explore");
        JsonNode session = listed.at("/sessions/0");
        assertThat(session.get("session_id").asText()).isEqualTo("shop/1 a+b%");
        assertThat(session.get("start").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(session.get("duration_ms").asDouble()).isEqualTo(6_500);
        assertThat(session.get("trace_count").asInt()).isEqualTo(2);
        assertThat(session.get("turns").asInt()).isEqualTo(2);
        assertThat(session.get("errors").asInt()).isEqualTo(1);
        assertThat(session.get("status").asText()).isEqualTo("error");
        assertThat(session.get("input_tokens").asInt()).isEqualTo(240);
        assertThat(session.get("output_tokens").asInt()).isEqualTo(14);
        assertThat(session.at("/cost/USD").asDouble()).isEqualTo(0.5);
        assertThat(session.get("sampling_reasons")).extracting(JsonNode::asText).containsExactly("slow");
        assertThat(one.get("session_id")).isEqualTo(session.get("session_id"));
        assertThat(one.get("traces"))
                .extracting(trace -> trace.get("trace_id").asText())
                .containsExactly(id(0x11), id(0x12));
        assertThat(one.at("/traces/0/sessions/0").asText()).isEqualTo("shop/1 a+b%");
        assertThat(one.at("/traces/0/cost/USD").asDouble()).isEqualTo(0.25);
        assertThat(one.at("/traces/0/sampling_reasons/0").asText()).isEqualTo("slow");
    }

    @Test
    void a_terminal_gets_a_line_of_each_session_and_the_trees_of_one() {
        send(turn(0x21, 0, 2_000, "s\u001b[2J-1").addAttributes(text("lintel.sampling.reason", "cost")));

        Answer listed = get("/traces/sessions?session=s*-1", "");
        Answer one = get("/traces/sessions/s%1B%5B2J-1", "accept: text/plain\r\n");

        String line =
                "s·[2J-1  2026-01-01T00:00:00Z  2.00s  1 trace  1 turn  120 tokens in, 7 out  USD 0.25  kept: cost";
        assertThat(listed.head().field("content-type").orElseThrow()).isEqualTo("text/plain; charset=utf-8");
        assertThat(listed.text()).isEqualTo(line + "\n");
        assertThat(one.text().lines())
                .containsExactly(
                        line,
                        "",
                        id(0x21) + "  2026-01-01T00:00:00Z  2.00s  1 span  120 tokens in, 7 out  USD 0.25  kept: cost",
                        "unknown_service: chat gpt-4o  ████████████████████████████████    2.00s"
                                + "  gpt-4o, 120→7 tokens, USD 0.25");
    }

    @Test
    void spans_in_json_have_sessions_too() throws IOException {
        Answer taken = request(
                "POST",
                "/v1/traces",
                BEARER + "content-type: application/json\r\n",
                ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"" + id(0x31)
                                + "\",\"spanId\":\"00f067aa0ba902b7\",\"name\":\"from a browser\",\"attributes\":["
                                + "{\"key\":\"gen_ai.conversation.id\",\"value\":{\"stringValue\":\"in-json\"}},"
                                + "{\"key\":\"lintel.usage.cost\",\"value\":{\"doubleValue\":0.125}}]}]}]}]}")
                        .getBytes(UTF_8));

        assertThat(taken.status()).isEqualTo(200);
        JsonNode one = ViewerRequests.json(get("/traces/sessions/in-json", JSON));
        assertThat(one.get("turns").asInt()).isZero();
        assertThat(one.get("cost").get("").asDouble()).isEqualTo(0.125);
        assertThat(one.has("input_tokens")).isFalse();
    }

    @Test
    void traces_are_found_by_session_agent_and_caller() throws IOException {
        send(turn(0x41, 0, 10, "found-1")
                .addAttributes(text("lintel.agent.id", "agent-41"))
                .addAttributes(text("lintel.caller", "caller-41")));

        for (String query : new String[] {"session=found-*", "agent=agent-41", "caller=caller-4*"}) {
            assertThat(ViewerRequests.json(get("/traces?" + query, JSON)).get("traces"))
                    .as(query)
                    .extracting(trace -> trace.get("trace_id").asText())
                    .containsExactly(id(0x41));
        }
        assertThat(ViewerRequests.json(get("/traces?agent=agent-42", JSON)).get("traces"))
                .isEmpty();
    }

    @Test
    void who_asks_again_is_told_when_a_session_has_changed() {
        send(turn(0x51, 0, 10, "growing"));
        String known = JSON + "if-none-match: "
                + get("/traces/sessions/growing", JSON).head().field("etag").orElseThrow() + "\r\n";

        assertThat(get("/traces/sessions/growing", known).status()).isEqualTo(304);

        send(turn(0x52, 20, 30, "growing"));
        assertThat(get("/traces/sessions/growing", known).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/traces/sessions", "/traces/sessions/any%2Fone"})
    void browsers_get_the_page(String path) {
        Answer page = get(path, "accept: text/html\r\n");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.head().field("content-type").orElseThrow()).isEqualTo("text/html; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "", "%ff", "a/b"})
    void a_session_that_is_not_there_is_not_found(String id) {
        assertError(get("/traces/sessions/" + id, JSON), 404, "not_found", null);
    }

    @Test
    void what_is_no_path_or_query_is_refused() {
        assertThat(get("/traces/sessions/%zz", JSON).status()).isEqualTo(400);
        assertError(get("/traces/sessions?turns=2", JSON), 400, "invalid_query", "turns");
        assertError(get("/traces/sessions/x?limit=0", JSON), 400, "invalid_query", "limit");
    }

    private void send(Span.Builder span) {
        byte[] body = ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
                .build()
                .toByteArray();
        Answer answer = request("POST", "/v1/traces", BEARER + "content-type: application/x-protobuf\r\n", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private Answer get(String target, String headerLines) {
        return request("GET", target, BEARER + headerLines, new byte[0]);
    }

    private Answer request(String method, String target, String headerLines, byte[] body) {
        return ViewerRequests.request(lintel, method, target, headerLines, body);
    }

    private static String id(int trace) {
        return String.format("5e55104e9c0b4b3c8d1f2a3b4c5d6e%02x", trace);
    }

    private static Span.Builder turn(int trace, long startMillis, long endMillis, String session) {
        Span.Builder span = Span.newBuilder()
                .setTraceId(ByteString.fromHex(id(trace)))
                .setSpanId(ByteString.fromHex("00f067aa0ba902b7"))
                .setName("chat gpt-4o")
                .setStartTimeUnixNano(START + startMillis * 1_000_000)
                .setEndTimeUnixNano(START + endMillis * 1_000_000);
        Map.of("gen_ai.usage.input_tokens", 120L, "gen_ai.usage.output_tokens", 7L)
                .forEach((key, count) ->
                        span.addAttributes(attribute(key, AnyValue.newBuilder().setIntValue(count))));
        return span.addAttributes(text("gen_ai.operation.name", "chat"))
                .addAttributes(text("gen_ai.request.model", "gpt-4o"))
                .addAttributes(text("gen_ai.conversation.id", session))
                .addAttributes(text("lintel.usage.cost.currency", "USD"))
                .addAttributes(
                        attribute("lintel.usage.cost", AnyValue.newBuilder().setDoubleValue(0.25)));
    }

    private static KeyValue text(String key, String text) {
        return attribute(key, AnyValue.newBuilder().setStringValue(text));
    }

    private static KeyValue attribute(String key, AnyValue.Builder value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }
}
