package dev.lintel.gateway;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.RawFrames;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only callers that are configured may call, for the models that they may use, as much as their limits say. */
@QuarkusTest
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = {
            @ResourceArg(
                    name = "callers.free.key_sha256",
                    value = "cdf2950a5edad453e6e2c0b6ca11e26839a861ac088ca7f937b655782129ee3d"),
            @ResourceArg(
                    name = "callers.gpts.key_sha256",
                    value = "40fbea70785ee670d0ad890b7f8b14016b4708f8f011ad55eda6406434db7f75"),
            @ResourceArg(name = "callers.gpts.models", value = "gpt-*,fast"),
            @ResourceArg(
                    name = "callers.two.key_sha256",
                    value = "c8df51469c308a59bfbd48a3e0bdd228ca922d6032035f5ef6e4ad45f473a9f3"),
            @ResourceArg(name = "callers.two.requests_per_minute", value = "2"),
            @ResourceArg(
                    name = "callers.both.key_sha256",
                    value = "63868d6a5313f4fbd0b11650791bb60efcb4664572b01de408df571b1e853d59"),
            @ResourceArg(name = "callers.both.requests_per_minute", value = "10"),
            @ResourceArg(name = "callers.both.tokens_per_minute", value = "1000"),
            @ResourceArg(
                    name = "callers.json.key_sha256",
                    value = "e1ed7f4de31a2a0fb08b29c4a257e0b620570baceb5890c64f641cb81aea833e"),
            @ResourceArg(name = "callers.json.tokens_per_minute", value = "1000"),
            @ResourceArg(
                    name = "callers.stream.key_sha256",
                    value = "9b32d3873089a40df70a63d8e75268e92e80d684ebbbbe0ec3c5c0e146f80ea7"),
            @ResourceArg(name = "callers.stream.tokens_per_minute", value = "1000"),
            @ResourceArg(
                    name = "callers.leaves.key_sha256",
                    value = "3956b17ad8f0956bac483211ba4aec0fff44963379278337226b3b74f7562435"),
            @ResourceArg(name = "callers.leaves.tokens_per_minute", value = "1000"),
            @ResourceArg(
                    name = "callers.leaves_late.key_sha256",
                    value = "2db96a66c0dfee7fce36930cf0985f6a8718f6334c16647e343cc5e9d921af9e"),
            @ResourceArg(name = "callers.leaves_late.tokens_per_minute", value = "1000"),
            @ResourceArg(
                    name = "callers.fails.key_sha256",
                    value = "6751addad8e7b188e954a30d7015ce46c97da3caa47c5ad37823056ca2deca3e"),
            @ResourceArg(name = "callers.fails.tokens_per_minute", value = "1000"),
            @ResourceArg(
                    name = "callers.breaks.key_sha256",
                    value = "3e9e7361a03e702f34fa759abdfd030fcfb9c2c01ab4b46a139968fa17c24d6e"),
            @ResourceArg(name = "callers.breaks.tokens_per_minute", value = "1000"),
            @ResourceArg(
                    name = "callers.unsaid.key_sha256",
                    value = "9908358da424af28a496a56bfdcba7b947d333e77b026bce89cebbfd93b160d3"),
            @ResourceArg(name = "callers.unsaid.tokens_per_minute", value = "1000"),
            @ResourceArg(
                    name = "callers.large.key_sha256",
                    value = "c085ad197b4bcb90807e1f3724ef0844623166782591cbb3e60d122d4323f74c"),
            @ResourceArg(name = "callers.large.tokens_per_minute", value = "1000"),
            @ResourceArg(
                    name = "callers.socket.key_sha256",
                    value = "1a0ed7ae78a8d05b29ccf7c75e3873d5f94be25633b126a5d3ff16785432b70c"),
            @ResourceArg(name = "callers.socket.requests_per_minute", value = "1"),
            @ResourceArg(name = "callers.socket.models", value = "gpt-*")
        })
class CallersThroughLintelTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String BODY = "{\"model\":\"gpt-4o\"}";
    private static final int TOKENS_OF_BODY = BODY.length() / 4;
    private static final String STREAM = "{\"model\":\"gpt-4o\",\"stream\":true,\"max_tokens\":900}";
    private static final int TOKENS_OF_STREAM = STREAM.length() / 4 + 900;
    private static final String PIECE = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n";
    private static final String END = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final AttributeKey<String> CALLER = AttributeKey.stringKey("lintel.caller");

    // Who may call

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "authorization: Bearer key-nobody\r\n",
                "api-key: key-nobody\r\n",
                "authorization: Bearer\r\n"
            })
    void who_brings_no_key_of_a_caller_is_refused_before_the_body_is_read(String fields) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-type: application/json\r\n" + fields
                    + "content-length: 100000\r\n\r\n");
            Answer answer = client.readAnswer();
            assertError(answer, 401, "invalid_api_key");
            assertThat(answer.head().field("www-authenticate")).contains("Bearer");
            assertThat(answer.text()).doesNotContain("key-nobody");
        }
        spans.assertRefused(401);
        assertThat(spans.server().toString()).doesNotContain("key-nobody");
        assertThat(spans.server().getAttributes().get(CALLER)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization: Bearer ", "api-key: ", "x-api-key: ", "X-Api-Key: "})
    void a_key_is_taken_in_any_of_the_fields_and_never_goes_upstream_nor_into_spans(String field) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, field + "key-free\r\n", BODY)) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().all("authorization")).containsExactly("Bearer fake-key");
            assertThat(exchange.head().toString()).doesNotContain("key-free");
            exchange.answer("{}");
            HttpHead head = client.readAnswer().head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.toString()).doesNotContain("x-ratelimit");
        }
        spans.assertCompleted(200);
        for (SpanData span : spans.awaitAll()) {
            assertThat(span.toString()).doesNotContain("key-free");
        }
        assertThat(spans.server().getAttributes().get(CALLER)).isEqualTo("free");
        assertThat(spans.inferences().get(0).getAttributes().get(CALLER)).isEqualTo("free");
    }

    @Test
    void a_socket_needs_a_key_and_each_turn_on_it_is_charged() {
        String opening = "GET /v1/responses?model=gpt-4o HTTP/1.1\r\n" + RawFrames.OPENING;
        String asking = "{\"type\":\"response.create\",\"model\":\"gpt-4o\"}";
        try (RawClient without = RawClient.connect(lintel).send(opening + "\r\n")) {
            assertError(without.readAnswer(), 401, "invalid_api_key");
        }
        try (RawClient client = RawClient.connect(lintel).send(opening + "authorization: Bearer key-socket\r\n\r\n")) {
            Exchange exchange = upstream.next();
            exchange.send(RawFrames.AGREED);
            assertThat(client.readHead().status()).isEqualTo(101);
            client.send(RawFrames.ofClient(RawFrames.TEXT, asking.replace("gpt-4o", "o3")));
            assertEvent(client, 403, "model_not_allowed");
            client.send(RawFrames.ofClient(RawFrames.TEXT, asking));
            exchange.awaitContent(RawFrames.ofClient(RawFrames.TEXT, asking).length);
            String completed = "{\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"status\":\"completed\"}}";
            exchange.send(RawFrames.ofServer(RawFrames.TEXT, completed));
            assertThat(RawFrames.read(client.content()).text()).isEqualTo(completed);
            client.send(RawFrames.ofClient(RawFrames.TEXT, asking));
            JsonObject headers = assertEvent(client, 429, "rate_limit_exceeded").getJsonObject("headers");
            assertThat(headers.getString("retry-after")).isNotNull();
            assertThat(headers.getString("x-ratelimit-remaining-requests")).isEqualTo("0");
            client.close();
            exchange.awaitDeparture();
        }
        assertThat(spans.servers()).hasSize(5);
        assertThat(spans.servers().stream()
                        .filter(span -> "socket".equals(span.getAttributes().get(CALLER))))
                .hasSize(4);
        assertThat(spans.inferences()).hasSize(1);
    }

    private static JsonObject assertEvent(RawClient client, int status, String code) {
        JsonObject event = new JsonObject(RawFrames.read(client.content()).text());
        assertThat(event.getString("type")).isEqualTo("error");
        assertThat(event.getInteger("status")).isEqualTo(status);
        assertThat(event.getJsonObject("error").getString("code")).isEqualTo(code);
        return event;
    }

    @Test
    void a_callers_key_does_not_go_to_a_provider_that_gets_the_clients_own_authorization() {
        try (RawClient client = RawClient.connect(lintel)
                .post(CHAT, "authorization: Bearer key-free\r\n", "{\"model\":\"forwarding/m\"}")) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().all("authorization")).isEmpty();
            exchange.answer("{}");
            client.readAnswer();
        }
    }

    @Test
    void beside_a_callers_key_the_clients_own_authorization_goes_to_a_provider_that_gets_it() {
        try (RawClient client = RawClient.connect(lintel)
                .post(
                        CHAT,
                        "x-api-key: key-free\r\nauthorization: Bearer sk-own\r\n",
                        "{\"model\":\"forwarding/m\"}")) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().all("authorization")).containsExactly("Bearer sk-own");
            assertThat(exchange.head().all("x-api-key")).isEmpty();
            exchange.answer("{}");
            client.readAnswer();
        }
    }

    @Test
    void the_list_of_models_wants_a_key_too() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/models")) {
            assertError(client.readAnswer(), 401, "invalid_api_key");
        }
        spans.assertRefused(401);
    }

    @Test
    void a_browser_that_asks_whether_a_page_may_call_has_no_key_yet() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("OPTIONS " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\norigin: http://localhost:3000\r\n"
                    + "access-control-request-method: POST\r\n\r\n");
            assertThat(client.readHead().status()).isEqualTo(204);
        }
    }

    // Which models

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "fast"})
    void a_caller_with_models_may_use_these(String model) {
        try (RawClient client = post("gpts", CHAT, "{\"model\":\"" + model + "\"}")) {
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-3", "fake/gpt-4o", "nobody-serves-this"})
    void it_may_use_no_other_however_it_is_named(String model) {
        try (RawClient client = post("gpts", CHAT, "{\"model\":\"" + model + "\"}")) {
            assertError(client.readAnswer(), 403, "model_not_allowed", "model");
        }
        spans.assertRefused(403);
        assertThat(spans.server().getAttributes().get(CALLER)).isEqualTo("gpts");
    }

    @ParameterizedTest
    @CsvSource({"/v1/images/generations", "/v1/batches", "/v1/responses"})
    void it_may_make_no_call_whose_model_is_not_read(String path) {
        try (RawClient client = post("gpts", path, "{}")) {
            assertError(client.readAnswer(), 403, "model_not_allowed", "model");
        }
        spans.assertRefused(403);
    }

    @Test
    void a_form_is_for_the_model_that_it_names() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/audio/speech HTTP/1.1\r\nhost: lintel.test\r\nx-api-key: key-gpts\r\n"
                    + "content-type: application/x-www-form-urlencoded\r\ncontent-length: 13\r\n\r\nmodel=llama-3");
            assertError(client.readAnswer(), 403, "model_not_allowed", "model");
            client.send("POST /v1/audio/speech HTTP/1.1\r\nhost: lintel.test\r\nx-api-key: key-gpts\r\n"
                    + "content-type: application/x-www-form-urlencoded\r\ncontent-length: 11\r\n\r\nmodel=gpt-4");
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void what_only_looks_runs_no_model() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /v1/files HTTP/1.1\r\nhost: lintel.test\r\nx-api-key: key-gpts\r\n\r\n");
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    // How much

    @Test
    void a_call_too_many_is_told_when_to_come_again() {
        try (RawClient client = RawClient.connect(lintel)) {
            for (int left = 1; left >= 0; left--) {
                HttpHead head = answered(client, "two", BODY, "{}").head();
                assertThat(head.field("x-ratelimit-limit-requests")).contains("2");
                assertThat(head.field("x-ratelimit-remaining-requests")).contains(String.valueOf(left));
                assertThat(head.field("x-ratelimit-reset-requests"))
                        .get()
                        .asString()
                        .matches("1m0s|[1-5]?\\d\\.\\d{3}s");
                assertThat(head.all("x-ratelimit-limit-tokens")).isEmpty();
            }
            spans.awaitAll();
            spans.clear();
            client.post(CHAT, "x-api-key: key-two\r\n", BODY);
            Answer refused = client.readAnswer();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text())
                    .contains("\"type\":\"requests\"", "\"code\":\"rate_limit_exceeded\"", "caller 'two'")
                    .doesNotContain("key-two");
            assertThat(Integer.parseInt(refused.head().field("retry-after").orElseThrow()))
                    .isBetween(1, 60);
            assertThat(refused.head().field("x-ratelimit-remaining-requests")).contains("0");
        }
        spans.assertRefused(429);
        assertThat(spans.inferences()).as("what was asked of a model").isEmpty();
    }

    @Test
    void the_callers_own_limits_take_the_place_of_the_providers() {
        try (RawClient client = post("both", CHAT, BODY)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-ratelimit-limit-requests: 10000\r\n"
                    + "x-ratelimit-remaining-tokens: 77777\r\nx-ratelimit-limit-images: 5\r\n\r\n{}");
            HttpHead head = client.readAnswer().head();
            assertThat(head.all("x-ratelimit-limit-requests")).containsExactly("10");
            assertThat(head.all("x-ratelimit-remaining-requests")).containsExactly("9");
            assertThat(head.all("x-ratelimit-limit-tokens")).containsExactly("1000");
            assertThat(head.all("x-ratelimit-remaining-tokens")).containsExactly(String.valueOf(1000 - TOKENS_OF_BODY));
            assertThat(head.all("x-ratelimit-limit-images")).containsExactly("5");
        }
    }

    @Test
    void what_an_answer_says_was_used_takes_the_place_of_the_estimate() {
        try (RawClient client = RawClient.connect(lintel)) {
            answered(client, "json", BODY, "{\"usage\":{\"prompt_tokens\":200,\"completion_tokens\":300}}");
        }
        assertLeft("json", 1000 - 500);
    }

    @Test
    void so_does_what_a_stream_says_though_the_client_does_not_see_it() {
        try (RawClient client = post("stream", CHAT, STREAM)) {
            upstream.next().startStream().sendChunk(PIECE + END + USAGE + DONE).endStream();
            HttpHead head = client.readHead();
            assertThat(head.field("x-ratelimit-remaining-tokens")).contains(String.valueOf(1000 - TOKENS_OF_STREAM));
            assertThat(new String(client.readRest(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(PIECE + END + DONE);
        }
        assertLeft("stream", 1000 - 8);
    }

    @Test
    void while_a_call_is_under_way_its_estimate_is_reserved() {
        try (RawClient client = post("large", CHAT, STREAM)) {
            Exchange exchange = upstream.next();
            exchange.startStream().sendChunk(PIECE);
            client.readHead();
            try (RawClient other = post("large", CHAT, STREAM)) {
                Answer refused = other.readAnswer();
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.text()).contains("\"type\":\"tokens\"", "rate_limit_exceeded");
                assertThat(refused.head().all("x-should-retry")).isEmpty();
            }
            try (RawClient other = post("large", CHAT, STREAM.replace("900", "9000"))) {
                Answer refused = other.readAnswer();
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.head().field("x-should-retry")).contains("false");
            }
            exchange.sendChunk(END + USAGE + DONE).endStream();
            client.readRest();
        }
        assertLeft("large", 1000 - 8);
    }

    @Test
    void of_a_stream_that_its_client_leaves_the_estimate_stands_where_nothing_is_known() {
        try (RawClient client = post("leaves", CHAT, STREAM)) {
            Exchange exchange = upstream.next();
            exchange.startStream().sendChunk(PIECE);
            client.readHead();
            client.read(PIECE.length());
            client.reset();
            exchange.awaitDeparture();
        }
        assertLeft("leaves", 1000 - TOKENS_OF_STREAM);
    }

    @Test
    void of_a_stream_that_its_client_leaves_what_is_known_by_then_counts() {
        String start = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":"
                + "{\"input_tokens\":30,\"output_tokens\":1}}}\n\n";
        try (RawClient client = post("leaves_late", MESSAGES, STREAM)) {
            Exchange exchange = upstream.next();
            exchange.startStream().sendChunk(start);
            client.readHead();
            client.read(start.length());
            client.reset();
            exchange.awaitDeparture();
        }
        assertLeft("leaves_late", 1000 - 31);
    }

    @Test
    void a_call_that_its_provider_refuses_gives_its_tokens_back() {
        try (RawClient client = post("fails", CHAT, STREAM)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.end("HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}");
            assertThat(client.readAnswer().status()).isEqualTo(400);
        }
        assertLeft("fails", 1000);
    }

    @Test
    void so_does_one_that_breaks_off() {
        try (RawClient client = post("breaks", CHAT, STREAM)) {
            Exchange exchange = upstream.next();
            exchange.startStream().sendChunk(PIECE);
            client.readHead();
            exchange.reset();
            client.readBreak();
        }
        assertLeft("breaks", 1000);
    }

    @Test
    void of_a_whole_answer_that_does_not_say_what_was_used_the_estimate_stands() {
        try (RawClient client = RawClient.connect(lintel)) {
            answered(client, "unsaid", BODY, "{}");
        }
        assertLeft("unsaid", 1000 - TOKENS_OF_BODY);
    }

    private RawClient post(String caller, String path, String body) {
        return RawClient.connect(lintel).post(path, "x-api-key: key-" + caller + "\r\n", body);
    }

    private Answer answered(RawClient client, String caller, String body, String json) {
        client.post(CHAT, "x-api-key: key-" + caller + "\r\n", body);
        upstream.next().answer(json);
        Answer answer = client.readAnswer();
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    // As the next call sees it, which takes its own estimate.
    private void assertLeft(String caller, int tokens) {
        assertThat(calls.await(Patience.LIMIT)).isTrue();
        try (RawClient client = RawClient.connect(lintel)) {
            assertThat(answered(client, caller, BODY, "{}").head().field("x-ratelimit-remaining-tokens"))
                    .contains(String.valueOf(tokens - TOKENS_OF_BODY));
        }
    }
}
