package dev.lintel.gateway.socket;

import static dev.lintel.testing.RawFrames.AGREED;
import static dev.lintel.testing.RawFrames.BINARY;
import static dev.lintel.testing.RawFrames.CLOSE;
import static dev.lintel.testing.RawFrames.OPENING;
import static dev.lintel.testing.RawFrames.PING;
import static dev.lintel.testing.RawFrames.PONG;
import static dev.lintel.testing.RawFrames.TEXT;
import static dev.lintel.testing.RawFrames.farewell;
import static dev.lintel.testing.RawFrames.join;
import static dev.lintel.testing.RawFrames.ofClient;
import static dev.lintel.testing.RawFrames.ofServer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawFrames;
import dev.lintel.testing.RawFrames.Frame;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets through Lintel, frame by frame, on both ends. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class SocketTest extends EndToEnd {

    private static final String CALLER = "0af7651916cd43dd8448eb211c80319c";
    private static final String CREATED =
            "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\",\"model\":\"gpt-4o-2\"}}";
    private static final String DELTA = "{\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}";
    private static final String COMPLETED = "{\"type\":\"response.completed\",\n\"response\":{\"id\":\"resp_1\","
            + "\"status\":\"completed\",\"model\":\"gpt-4o-2\",\"usage\":{\"input_tokens\":9,\"output_tokens\":2,\"total_tokens\":11}}}";
    private static final String ASKING = "{\"type\":\"response.create\",\"model\":\"gpt-4o\",\"input\":\"Hi\"}";

    private RawClient client;
    private Exchange provider;
    private int taken;

    @BeforeEach
    void connect() {
        client = RawClient.connect(lintel);
        taken = 0;
    }

    @AfterEach
    void leave() {
        client.close();
    }

    private HttpHead open(String target) {
        return open(target, "");
    }

    private HttpHead open(String target, String fields) {
        client.send("GET " + target + " HTTP/1.1\r\n" + OPENING + fields + "\r\n");
        provider = upstream.next();
        provider.send(AGREED);
        return client.readHead();
    }

    private Frame read() {
        return RawFrames.read(client.content());
    }

    /** The next frame that has come to the provider. */
    private Frame received(byte[] likeThis) {
        return RawFrames.parse(receivedBytes(likeThis.length));
    }

    private byte[] receivedBytes(int length) {
        provider.awaitContent(taken + length);
        byte[] bytes = Arrays.copyOfRange(contentSoFar(), taken, taken + length);
        taken += length;
        return bytes;
    }

    private byte[] contentSoFar() {
        return provider.contentSoFar();
    }

    private static String attribute(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.stringKey(key));
    }

    private List<SpanData> turns() {
        return spans.servers().stream()
                .filter(span -> span.getName().startsWith("WS "))
                .toList();
    }

    private SpanData turn() {
        assertThat(turns()).hasSize(1);
        return turns().get(0);
    }

    private SpanData childOf(SpanData parent) {
        List<SpanData> children = spans.awaitAll().stream()
                .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
                .toList();
        assertThat(children).hasSize(1);
        return children.get(0);
    }

    /** A turn whole: asked, answered, ended. */
    private void turnPasses() {
        byte[] asking = ofClient(TEXT, ASKING);
        client.send(asking);
        assertThat(receivedBytes(asking.length)).isEqualTo(asking);
        provider.send(join(ofServer(TEXT, CREATED), ofServer(TEXT, DELTA), ofServer(TEXT, COMPLETED)));
        assertThat(read().text()).isEqualTo(CREATED);
        assertThat(read().text()).isEqualTo(DELTA);
        assertThat(read().text()).isEqualTo(COMPLETED);
    }

    private void turnIsAsked() {
        open("/v1/responses?model=gpt-4o");
        byte[] asking = ofClient(TEXT, ASKING);
        client.send(asking);
        receivedBytes(asking.length);
    }

    /** A turn whose answer has begun and not ended. */
    private void turnBegins() {
        turnIsAsked();
        provider.send(join(ofServer(TEXT, CREATED), ofServer(TEXT, DELTA)));
        read();
        read();
    }

    private void part() {
        client.send(ofClient(0x80 | CLOSE, farewell(1000, "done")));
        byte[] sent = ofClient(0x80 | CLOSE, farewell(1000, "done"));
        assertThat(receivedBytes(sent.length)).isEqualTo(sent);
        provider.send(ofServer(0x80 | CLOSE, farewell(1000, "done")));
        assertThat(read().closeCode()).isEqualTo(1000);
        provider.close();
        client.readEnd();
    }

    @Test
    void an_opening_goes_to_the_provider_of_the_model_with_its_key_and_the_answer_comes_back() {
        HttpHead answer = open(
                "/v1/responses?a=b&model=gpt-4o",
                "authorization: Bearer client\r\nsec-websocket-extensions: permessage-deflate\r\nopenai-beta: x\r\n"
                        + "sec-websocket-protocol: realtime, openai-insecure-api-key.sk-secret\r\n");

        HttpHead asked = provider.head();
        assertThat(asked.startLine()).isEqualTo("GET /fake/v1/responses?a=b&model=gpt-4o HTTP/1.1");
        assertThat(asked.field("authorization")).contains("Bearer fake-key");
        assertThat(asked.field("upgrade")).contains("websocket");
        assertThat(asked.field("connection").orElseThrow()).isEqualToIgnoringCase("upgrade");
        assertThat(asked.field("sec-websocket-key")).contains("dGhlIHNhbXBsZSBub25jZQ==");
        assertThat(asked.field("sec-websocket-version")).contains("13");
        assertThat(asked.field("sec-websocket-extensions")).isEmpty();
        assertThat(asked.field("sec-websocket-protocol")).contains("realtime");
        assertThat(asked.field("openai-beta")).contains("x");
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.field("sec-websocket-accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(answer.field("upgrade")).contains("websocket");
        assertThat(answer.field("connection").orElseThrow()).isEqualToIgnoringCase("upgrade");
        assertThat(answer.field("x-of-provider")).contains("1");
        assertThat(answer.field("sec-websocket-extensions")).isEmpty();
        part();
        SpanData server = spans.server();
        assertThat(server.getName()).isEqualTo("GET /v1/responses");
        assertThat(asked.field("traceparent").orElseThrow())
                .contains(server.getTraceId())
                .contains(childOf(server).getSpanId());
        spans.assertCompleted(101);
    }

    @Test
    void a_status_that_the_provider_answers_is_the_clients() {
        client.send("GET /v1/realtime?model=gpt-4o HTTP/1.1\r\n" + OPENING + "\r\n");
        provider = upstream.next();
        provider.end(
                "HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\nx-of-provider: 2\r\ncontent-length: 2\r\n\r\n{}");

        RawClient.Answer answer = client.readAnswer();

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).isEqualTo("{}");
        assertThat(answer.head().field("x-of-provider")).contains("2");
        provider.close();
        assertThat(spans.server().getName()).isEqualTo("GET /v1/realtime");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/responses?model=llama-3, 426, upgrade_not_supported",
        "/v1/chat/completions, 426, upgrade_not_supported",
        "/v1/responses/resp_1, 426, upgrade_not_supported",
    })
    void where_there_is_none_it_is_said_at_once(String target, int status, String code) {
        client.send("GET " + target + " HTTP/1.1\r\n" + OPENING + "\r\n");

        RawClient.Answer answer = client.readAnswer();

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).contains("\"" + code + "\"");
        spans.assertRefused(status);
    }

    @Test
    void an_opening_that_is_none_is_refused() {
        client.send("GET /v1/responses?model=gpt-4o HTTP/1.1\r\n"
                + OPENING.replace("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ=") + "\r\n");
        RawClient.Answer short1 = client.readAnswer();
        client.send("GET /v1/responses?model=gpt-4o HTTP/1.1\r\n"
                + OPENING.replace("sec-websocket-version: 13", "sec-websocket-version: 8") + "\r\n");
        RawClient.Answer version = client.readAnswer();

        assertThat(short1.status()).isEqualTo(400);
        assertThat(short1.text()).contains("\"invalid_websocket_key\"");
        assertThat(version.status()).isEqualTo(426);
        assertThat(version.head().field("sec-websocket-version")).contains("13");
    }

    @Test
    void frames_pass_both_ways_as_they_are() {
        open("/v1/responses?model=gpt-4o");
        byte[] fromClient = join(
                ofClient(BINARY, "binary"),
                ofClient(TEXT, "no JSON"),
                ofClient(0x80 | PING, new byte[125]),
                ofClient(TEXT, "fragm".getBytes(StandardCharsets.UTF_8)),
                ofClient(PONG, "between"),
                ofClient(0x80, "ents".getBytes(StandardCharsets.UTF_8)),
                ofClient(TEXT, "{\"type\":\"response.cancel\"}"));
        byte[] fromProvider = join(
                ofServer(PING, "there?"),
                ofServer(TEXT, new byte[] {'{', '"'}),
                ofServer(PONG, ""),
                ofServer(0x80, new byte[] {(byte) 0xff, (byte) 0xfe}),
                ofServer(BINARY, "x".repeat(70_000)),
                ofServer(TEXT, "{}"));

        client.send(fromClient);
        provider.send(fromProvider);

        byte[] atProvider = receivedBytes(fromClient.length);
        int pong = indexOf(fromClient, ofClient(PONG, "between"));
        // A text passes once it is whole, and what stands between its frames before it.
        assertThat(RawFrames.parse(atProvider).text()).isEqualTo("binary");
        assertThat(atProvider).hasSameSizeAs(fromClient);
        assertThat(indexOf(atProvider, ofClient(PONG, "between")))
                .isEqualTo(pong - ofClient(TEXT, "fragm".getBytes(StandardCharsets.UTF_8)).length);
        assertThat(client.read(fromProvider.length)).isEqualTo(fromProvider);
        part();
        assertThat(turns()).isEmpty();
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int at = 0; at + part.length <= all.length; at++) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    @Test
    void a_turn_is_a_tree_of_its_own_below_the_opening() {
        open("/v1/responses?model=gpt-4o", "session-id: s-1\r\n");

        turnPasses();
        part();

        SpanData turn = turn();
        SpanData opening = spans.servers().stream()
                .filter(span -> span.getName().startsWith("GET "))
                .findFirst()
                .orElseThrow();
        SpanData inference = childOf(turn);
        SpanData attempt = childOf(inference);
        assertThat(turn.getName()).isEqualTo("WS /v1/responses");
        assertThat(turn.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(turn.getTraceId()).isEqualTo(opening.getTraceId());
        assertThat(turn.getParentSpanId()).isEqualTo(opening.getSpanId());
        assertThat(attribute(turn, "network.protocol.name")).isEqualTo("websocket");
        assertThat(attribute(turn, "http.route")).isEqualTo("/v1/responses");
        assertThat(attribute(turn, "http.request.method")).isNull();
        assertThat(attribute(turn, "lintel.outcome")).isEqualTo("completed");
        assertThat(attribute(turn, "gen_ai.conversation.id")).isEqualTo("s-1");
        assertThat(inference.getName()).isEqualTo("chat gpt-4o");
        assertThat(attribute(inference, "gen_ai.response.model")).isEqualTo("gpt-4o-2");
        assertThat(attribute(inference, "gen_ai.response.id")).isEqualTo("resp_1");
        assertThat(inference.getAttributes().get(AttributeKey.longKey("gen_ai.usage.input_tokens")))
                .isEqualTo(9);
        assertThat(inference.getAttributes().get(AttributeKey.longKey("gen_ai.usage.output_tokens")))
                .isEqualTo(2);
        assertThat(inference.getAttributes().get(AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk")))
                .isPositive();
        assertThat(attempt.getName()).isEqualTo("WS");
        assertThat(attempt.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(attribute(attempt, "network.protocol.name")).isEqualTo("websocket");
        assertThat(attribute(attempt, "lintel.provider.request_id")).isEqualTo("req-1");
        assertThat(attribute(attempt, "url.full")).endsWith("/fake/v1/responses");
    }

    @Test
    void a_turn_that_tells_its_trace_is_in_it_and_the_provider_is_told_in_the_same_place() {
        open("/v1/responses?model=gpt-4o");
        String before =
                "{ \"type\":\"response.create\", \"model\":\"gpt-4o\",\"client_metadata\":{\"thread_id\":\"t-1\","
                        + "\"x-codex-turn-metadata\":\"{\\\"request_kind\\\":\\\"prewarm\\\",\\\"thread_id\\\":\\\"t-1\\\"}\","
                        + "\"ws_request_header_traceparent\":\"";
        String after = "\",\"turn_id\":\"7\"},\"input\":[\"\\u00e4\"] }";
        String told = "00-" + CALLER + "-b7ad6b7169203331-01";

        byte[] asking = ofClient(TEXT, before + told + after);
        client.send(asking);
        Frame frame = received(asking);
        provider.send(join(ofServer(TEXT, CREATED), ofServer(TEXT, COMPLETED)));
        read();
        read();
        part();

        SpanData turn = turn();
        SpanData inference = childOf(turn);
        SpanData attempt = childOf(inference);
        assertThat(turn.getTraceId()).isEqualTo(CALLER);
        assertThat(turn.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(frame.text()).isEqualTo(before + "00-" + CALLER + "-" + attempt.getSpanId() + "-01" + after);
        assertThat(attribute(turn, "lintel.request.class")).isEqualTo("prewarm");
        assertThat(attribute(turn, "gen_ai.conversation.id")).isEqualTo("t-1");
        assertThat(attribute(inference, "gen_ai.conversation.id")).isEqualTo("t-1");
        assertThat(attribute(inference, "lintel.agent.id")).isEqualTo("t-1");
    }

    @Test
    void the_first_text_says_to_whom_it_leads_and_an_alias_is_resolved() {
        client.send("GET /v1/responses HTTP/1.1\r\n" + OPENING + "\r\n");
        HttpHead answer = client.readHead();
        String asking = "{\"type\":\"response.create\",\"model\":\"fast\",\"input\":\"Hi\"}";
        client.send(join(ofClient(PING, "1"), ofClient(TEXT, asking)));
        provider = upstream.next();
        provider.send(AGREED);
        byte[] ping = ofClient(PING, "1");

        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.field("sec-websocket-accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(provider.head().startLine()).isEqualTo("GET /fake/v1/responses HTTP/1.1");
        assertThat(receivedBytes(ping.length)).isEqualTo(ping);
        String sent = asking.replace("fast", "gpt-4o-mini");
        assertThat(received(ofClient(TEXT, sent)).text()).isEqualTo(sent);
        provider.send(join(ofServer(TEXT, CREATED), ofServer(TEXT, COMPLETED)));
        read();
        read();
        part();
        assertThat(attribute(childOf(turn()), "gen_ai.request.model")).isEqualTo("gpt-4o-mini");
        assertThat(attribute(childOf(turn()), "lintel.model.alias")).isEqualTo("fast");
    }

    @Test
    void where_the_first_text_leads_to_nobody_that_is_an_event_and_the_end() {
        client.send("GET /v1/responses HTTP/1.1\r\n" + OPENING + "\r\n");
        client.readHead();
        client.send(ofClient(TEXT, ASKING.replace("gpt-4o", "llama-3")));

        JsonObject event = new JsonObject(read().text());
        Frame end = read();

        assertThat(event.getString("type")).isEqualTo("error");
        assertThat(event.getInteger("status")).isEqualTo(426);
        assertThat(event.getJsonObject("error").getString("code")).isEqualTo("upgrade_not_supported");
        assertThat(end.closeCode()).isEqualTo(1008);
        client.send(ofClient(0x80 | CLOSE, farewell(1008, "")));
        client.readEnd();
        assertThat(attribute(spans.server(), "error.type")).isEqualTo("upgrade_not_supported");
    }

    @Test
    void a_turn_for_a_model_of_another_provider_is_refused_and_the_socket_goes_on() {
        open("/v1/responses?model=gpt-4o");
        client.send(ofClient(TEXT, ASKING.replace("gpt-4o", "llama-3")));
        JsonObject event = new JsonObject(read().text());
        turnPasses();
        part();

        assertThat(event.getString("type")).isEqualTo("error");
        assertThat(event.getInteger("status")).isEqualTo(400);
        assertThat(event.getJsonObject("error").getString("code")).isEqualTo("model_not_served_here");
        assertThat(turns()).hasSize(2);
        assertThat(turns().get(0).getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                .isEqualTo(400);
    }

    @Test
    void two_turns_at_once_are_answered_one_after_the_other() {
        open("/v1/responses?model=gpt-4o");
        byte[] first = ofClient(TEXT, ASKING);
        byte[] second = ofClient(TEXT, ASKING.replace("gpt-4o", "gpt-4o-mini"));
        client.send(join(first, second));
        receivedBytes(first.length + second.length);
        provider.send(join(
                ofServer(TEXT, CREATED),
                ofServer(TEXT, COMPLETED),
                ofServer(TEXT, CREATED.replace("resp_1", "resp_2")),
                ofServer(TEXT, COMPLETED.replace("resp_1", "resp_2").replace(":9", ":90"))));
        for (int event = 0; event < 4; event++) {
            read();
        }
        part();

        assertThat(turns()).hasSize(2);
        List<SpanData> inferences = spans.inferences();
        assertThat(inferences)
                .extracting(span -> attribute(span, "gen_ai.request.model"))
                .containsExactlyInAnyOrder("gpt-4o", "gpt-4o-mini");
        for (SpanData inference : inferences) {
            boolean one = attribute(inference, "gen_ai.request.model").equals("gpt-4o");
            assertThat(attribute(inference, "gen_ai.response.id")).isEqualTo(one ? "resp_1" : "resp_2");
            assertThat(inference.getAttributes().get(AttributeKey.longKey("gen_ai.usage.input_tokens")))
                    .isEqualTo(one ? 9 : 90);
        }
    }

    @Test
    void in_real_time_the_provider_may_begin_a_turn_and_be_interrupted() {
        open("/v1/realtime?model=gpt-4o");
        provider.send(join(
                ofServer(TEXT, "{\"type\":\"session.created\",\"session\":{\"id\":\"sess_1\"}}"),
                ofServer(TEXT, "{\"type\":\"error\",\"error\":{\"message\":\"of something else\",\"code\":\"x\"}}"),
                ofServer(TEXT, CREATED),
                ofServer(
                        TEXT,
                        "{\"type\":\"response.done\",\"response\":{\"id\":\"resp_1\",\"status\":\"cancelled\","
                                + "\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}")));
        for (int event = 0; event < 4; event++) {
            read();
        }
        part();

        assertThat(turn().getName()).isEqualTo("WS /v1/realtime");
        SpanData inference = childOf(turn());
        assertThat(attribute(inference, "lintel.outcome")).isEqualTo("cancelled");
        assertThat(inference.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(attribute(inference, "gen_ai.request.model")).isEqualTo("gpt-4o");
        assertThat(inference.getAttributes().get(AttributeKey.longKey("gen_ai.usage.input_tokens")))
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_turn_that_its_client_leaves_is_cancelled(boolean withFarewell) {
        turnBegins();

        if (withFarewell) {
            part();
        } else {
            client.reset();
            provider.awaitDeparture();
        }

        SpanData inference = childOf(turn());
        for (SpanData span : List.of(turn(), inference, childOf(inference))) {
            assertThat(attribute(span, "lintel.outcome")).isEqualTo("cancelled");
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_turn_that_the_provider_breaks_off_has_failed(boolean withFarewell) {
        turnBegins();

        if (withFarewell) {
            provider.send(ofServer(0x80 | CLOSE, farewell(1012, "restart")));
            assertThat(read().closeCode()).isEqualTo(1012);
            client.send(ofClient(0x80 | CLOSE, farewell(1012, "")));
        }
        provider.close();
        client.readEnd();

        SpanData inference = childOf(turn());
        for (SpanData span : List.of(turn(), inference, childOf(inference))) {
            assertThat(attribute(span, "lintel.outcome")).isEqualTo("failed");
            assertThat(attribute(span, "error.type")).isEqualTo("incomplete_stream");
        }
    }

    @Test
    void a_turn_that_the_provider_fails_has_failed() {
        turnIsAsked();
        provider.send(
                ofServer(
                        TEXT,
                        "{\"type\":\"error\",\"status\":429,\"error\":{\"type\":\"requests\",\"code\":\"rate_limit_exceeded\",\"message\":\"x\"}}"));
        read();
        part();

        SpanData inference = childOf(turn());
        assertThat(attribute(inference, "lintel.outcome")).isEqualTo("failed");
        assertThat(attribute(inference, "error.type")).isEqualTo("rate_limit_exceeded");
        assertThat(attribute(turn(), "error.type")).isEqualTo("rate_limit_exceeded");
    }

    /** What a client may not send. */
    enum Wrong {
        UNMASKED(ofServer(TEXT, "{}"), 1002),
        LONG_PING(ofClient(0x80 | PING, new byte[126]), 1002),
        FRAGMENTED_PING(ofClient(PING, new byte[1]), 1002),
        RESERVED_BIT(ofClient(0xC0 | TEXT, new byte[1]), 1002),
        UNKNOWN_KIND(ofClient(0x83, new byte[1]), 1002),
        MESSAGE_WITHIN_ANOTHER(join(ofClient(TEXT, new byte[1]), ofClient(0x80 | TEXT, new byte[1])), 1002),
        CONTINUATION_OF_NOTHING(ofClient(0x80, new byte[1]), 1002),
        TOO_LARGE(ofClient(0x80 | TEXT, new byte[UpstreamResource.MAX_BODY_BYTES + 1]), 1009),
        TOO_LARGE_IN_PARTS(
                join(ofClient(TEXT, new byte[UpstreamResource.MAX_BODY_BYTES - 100]), ofClient(0x80, new byte[200])),
                1009);

        private final byte[] frames;
        private final int closeCode;

        Wrong(byte[] frames, int closeCode) {
            this.frames = frames;
            this.closeCode = closeCode;
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_a_client_may_not_send_closes_its_socket_and_tells_the_provider(Wrong wrong) {
        open("/v1/responses?model=gpt-4o");

        client.send(wrong.frames);

        assertThat(read().closeCode()).isEqualTo(wrong.closeCode);
        assertThat(received(ofClient(0x80 | CLOSE, farewell(1001, ""))).closeCode())
                .isEqualTo(1001);
        client.close();
        provider.awaitDeparture();
    }

    @Test
    void a_text_as_large_as_may_be_passes() {
        open("/v1/responses?model=gpt-4o");
        byte[] large = ofClient(0x80 | TEXT, new byte[UpstreamResource.MAX_BODY_BYTES - 14]);

        client.send(large);

        assertThat(receivedBytes(large.length)).isEqualTo(large);
        part();
    }

    @Test
    void a_text_that_is_begun_and_not_ended_passes_before_a_farewell() {
        open("/v1/responses?model=gpt-4o");
        byte[] begun = ofClient(TEXT, new byte[3]);
        client.send(begun);

        client.send(ofClient(0x80 | CLOSE, farewell(1000, "done")));

        assertThat(receivedBytes(begun.length)).isEqualTo(begun);
        taken -= begun.length;
        byte[] all = join(begun, ofClient(0x80 | CLOSE, farewell(1000, "done")));
        assertThat(receivedBytes(all.length)).isEqualTo(all);
        provider.close();
        client.readEnd();
    }

    @Test
    void binary_messages_of_any_size_pass() {
        open("/v1/realtime?model=gpt-4o");
        byte[] large = ofClient(0x80 | BINARY, new byte[4 * 1024 * 1024]);

        client.send(large);

        assertThat(receivedBytes(large.length)).isEqualTo(large);
        part();
    }

    @Test
    void a_provider_whose_frames_are_none_fails_the_turn() {
        turnIsAsked();

        byte[] masked = ofClient(TEXT, "{}");
        provider.send(masked);
        client.read(masked.length);
        client.readEnd();
        provider.awaitDeparture();

        assertThat(attribute(turn(), "lintel.outcome")).isEqualTo("failed");
    }

    @Test
    void a_provider_that_falls_silent_in_a_turn_is_given_up_and_between_turns_it_may_be() {
        open("/v1/responses?model=wants-pieces/gpt-4o");
        turnPassesAt("wants-pieces/gpt-4o");
        byte[] asking = ofClient(TEXT, ASKING);
        client.send(ofClient(TEXT, ASKING.replace("gpt-4o", "wants-pieces/gpt-4o")));
        receivedBytes(asking.length);
        provider.send(ofServer(TEXT, CREATED));

        assertThat(read().text()).isEqualTo(CREATED);
        JsonObject event = new JsonObject(read().text());
        assertThat(event.getString("type")).isEqualTo("error");
        assertThat(event.getInteger("status")).isEqualTo(504);
        assertThat(read().closeCode()).isEqualTo(1011);
        client.close();
        provider.awaitDeparture();

        assertThat(turns()).hasSize(2);
        assertThat(turns())
                .extracting(span -> attribute(span, "error.type"))
                .containsExactlyInAnyOrder(null, "idle_timeout");
    }

    private void turnPassesAt(String model) {
        byte[] asking = ofClient(TEXT, ASKING);
        client.send(ofClient(TEXT, ASKING.replace("gpt-4o", model)));
        assertThat(received(asking).text()).isEqualTo(ASKING);
        provider.send(join(ofServer(TEXT, CREATED), ofServer(TEXT, COMPLETED)));
        read();
        read();
    }

    @Test
    void a_client_that_reads_no_more_is_given_up() {
        open("/v1/responses?model=wants-pieces/gpt-4o");
        client.send(ofClient(TEXT, ASKING.replace("gpt-4o", "wants-pieces/gpt-4o")));
        received(ofClient(TEXT, ASKING));

        byte[] much = ofServer(0x80 | BINARY, new byte[1024 * 1024]);
        try {
            for (int i = 0; i < 64; i++) {
                provider.send(much);
            }
        } catch (UncheckedIOException cutOff) {
            // It has been by then.
        }
        provider.awaitDeparture();

        assertThat(attribute(turn(), "lintel.outcome")).isEqualTo("cancelled");
    }

    @Test
    void many_turns_leave_as_many_trees_and_nothing_else() {
        open("/v1/responses?model=gpt-4o");
        for (int turn = 0; turn < 100; turn++) {
            turnPasses();
        }
        part();

        assertThat(turns()).hasSize(100);
        assertThat(spans.inferences()).hasSize(100);
        assertThat(spans.awaitAll()).hasSize(100 * 3 + 2);
    }
}
