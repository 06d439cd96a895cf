package dev.lintel.gateway;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The models of ten providers in one list, of which one never answers. */
@QuarkusTest
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = @ResourceArg(name = UpstreamResource.KINDS, value = "true"))
class ModelsTest extends EndToEnd {

    private static final List<String> ANSWERING = List.of(
            "azure-v1",
            "fake",
            "forwarding",
            "forwards-anthropic",
            "on-anthropic",
            "on-azure",
            "other",
            "wants-head",
            "wants-pieces");
    private static final String EMPTY = "{\"object\":\"list\",\"data\":[]}";
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void are_merged_as_the_providers_wrote_them_and_one_that_fails_is_left_out() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/models")) {
            Map<String, Exchange> asked = asked();
            asked.get("fake").answer("{\"data\":[{\"id\":\"gpt-4o\", \"owned_by\" : \"a\"},{\"id\":\"both\"}]}");
            asked.get("other")
                    .answer("{\"object\":\"list\",\"data\":[{\"x\":[1],\"id\":\"both\"},{\"id\":\"llama\"}]}");
            asked.get("forwarding").end("HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n\r\nno");
            asked.get("wants-head").close();
            asked.get("wants-pieces").answer("no list");
            asked.get("azure-v1").answer(EMPTY);
            asked.get("forwards-anthropic").answer(EMPTY);
            asked.get("on-anthropic").answer("{\"data\":[{\"type\":\"model\",\"id\":\"claude\"}],\"has_more\":false}");
            asked.get("on-azure").answer(EMPTY);

            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.head().field("content-type")).contains("application/json");
            assertThat(answer.text())
                    .isEqualTo("{\"object\":\"list\",\"data\":[{\"id\":\"gpt-4o\", \"owned_by\" : \"a\"},"
                            + "{\"id\":\"both\"},{\"type\":\"model\",\"id\":\"claude\"},{\"id\":\"llama\"}]}");
        }
    }

    @Test
    void are_asked_for_in_the_callers_trace_each_by_an_attempt_of_its_own() {
        try (RawClient client = RawClient.connect(lintel)
                .send("GET /v1/models HTTP/1.1\r\nhost: lintel.test\r\ntraceparent: 00-" + TRACE_ID
                        + "-00f067aa0ba902b7-03\r\ntracestate: dd=s:1\r\ntracestate: 0vendor=a b\r\n"
                        + "baggage: user=1;p , x=%20\r\nauthorization: Bearer mine\r\n\r\n")) {
            Map<String, Exchange> asked = asked();
            inNoHurry(asked).forEach(exchange -> exchange.answer(EMPTY));
            assertThat(client.readAnswer().status()).isEqualTo(200);

            spans.awaitAll();
            Map<String, SpanData> attempts =
                    spans.attempts().stream().collect(Collectors.toMap(SpanData::getSpanId, Function.identity()));
            assertThat(attempts).hasSize(ANSWERING.size() + 1);
            for (Exchange exchange : asked.values()) {
                String traceparent = exchange.head().field("traceparent").orElseThrow();
                assertThat(traceparent).matches("00-" + TRACE_ID + "-[0-9a-f]{16}-03");
                SpanData attempt = attempts.remove(traceparent.substring(36, 52));
                assertThat(attempt).isNotNull();
                assertThat(attempt.getName()).isEqualTo("GET");
                assertThat(attempt.getParentSpanId()).isEqualTo(spans.server().getSpanId());
                assertThat(exchange.head().all("tracestate")).containsExactly("dd=s:1,0vendor=a b");
                assertThat(exchange.head().all("baggage")).containsExactly("user=1;p , x=%20");
            }
            assertThat(attempts.values())
                    .singleElement()
                    .satisfies(unreachable ->
                            assertThat(unreachable.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
            assertThat(spans.server().getName()).isEqualTo("GET /v1/models");
            assertThat(asked.get("fake").head().all("authorization")).containsExactly("Bearer fake-key");
            assertThat(asked.get("other").head().all("authorization")).isEmpty();
            assertThat(asked.get("forwarding").head().all("authorization")).containsExactly("Bearer mine");
        }
    }

    @Test
    void are_asked_for_as_the_kind_of_each_provider_has_it() {
        try (RawClient client = RawClient.connect(lintel)
                .send("GET /v1/models HTTP/1.1\r\nhost: lintel.test\r\nx-api-key: mine\r\napi-key: own\r\n\r\n")) {
            Map<String, Exchange> asked = asked();
            HttpHead azure = asked.get("on-azure").head();
            assertThat(azure.target()).isEqualTo("/on-azure/openai/models?api-version=2024-10-21");
            assertThat(azure.all("api-key")).containsExactly("azure-key");
            assertThat(asked.get("azure-v1").head().all("api-key")).containsExactly("own");
            HttpHead anthropic = asked.get("on-anthropic").head();
            assertThat(anthropic.target()).isEqualTo("/on-anthropic/v1/models?limit=1000&beta=a%20b");
            assertThat(anthropic.all("x-api-key")).containsExactly("anthropic-key");
            assertThat(anthropic.all("anthropic-version")).containsExactly("2023-06-01");
            assertThat(anthropic.all("x-added")).containsExactly("by Lintel");
            assertThat(asked.get("forwards-anthropic").head().all("x-api-key")).containsExactly("mine");
            assertThat(asked.get("fake").head().all("x-api-key")).isEmpty();
            inNoHurry(asked).forEach(exchange -> exchange.answer(EMPTY));
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void that_are_as_many_as_the_bound_takes_are_in_the_list() {
        String most = listOf(MOST_BYTES);
        try (RawClient client = RawClient.connect(lintel).get("/v1/models")) {
            Map<String, Exchange> asked = asked();
            Exchange full = asked.remove("fake");
            inNoHurry(asked).forEach(exchange -> exchange.answer(EMPTY));
            full.answer(most);
            assertThat(client.readAnswer().text()).isEqualTo("{\"object\":\"list\"," + most.substring(1));
        }
    }

    @Test
    void beyond_the_bound_are_left_out_and_not_read_on() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/models")) {
            Map<String, Exchange> asked = asked();
            Exchange endless = asked.remove("fake");
            inNoHurry(asked).forEach(exchange -> exchange.answer(EMPTY));
            endless.startStream().sendChunk(listOf(MOST_BYTES)).sendChunk(" ");
            endless.awaitDeparture();
            assertThat(client.readAnswer().text()).isEqualTo(EMPTY);
            assertThat(errors.warnings().toString())
                    .contains("Provider 'fake' answered with more than " + MOST_BYTES + " bytes of models.");
        }
    }

    // One list of one model, so many bytes long.
    private static String listOf(int bytes) {
        String list = "{\"data\":[{\"id\":\"m\",\"x\":\"\"}]}";
        return list.replace("x\":\"", "x\":\"" + "0".repeat(bytes - list.length()));
    }

    @Test
    void of_nobody_are_an_error_and_no_empty_list() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/models")) {
            inNoHurry(asked())
                    .forEach(exchange -> exchange.end(
                            "HTTP/1.1 500 Broken\r\ncontent-length: " + EMPTY.length() + "\r\n\r\n" + EMPTY));
            assertError(client.readAnswer(), 502, "upstream_unreachable");
        }
    }

    @Test
    void of_a_provider_that_is_silent_are_left_out() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/models")) {
            Map<String, Exchange> asked = asked();
            Exchange silent = asked.remove("wants-head");
            asked.values().forEach(exchange -> exchange.answer(EMPTY));
            assertThat(client.readAnswer().text()).isEqualTo(EMPTY);
            silent.awaitDeparture();
        }
    }

    // The one that waits for 300 ms only is broken off with: no test need be as fast as that.
    private static Collection<Exchange> inNoHurry(Map<String, Exchange> asked) {
        Map<String, Exchange> others = new TreeMap<>(asked);
        others.remove("wants-head").close();
        return others.values();
    }

    // They are all asked at once, in no order.
    private Map<String, Exchange> asked() {
        Map<String, Exchange> asked = new TreeMap<>();
        for (int i = 0; i < ANSWERING.size(); i++) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().method()).isEqualTo("GET");
            String[] path = exchange.head().target().split("/", 3);
            assertThat(path[2]).matches("v1/models|openai/models\\?.*|openai/v1/models|v1/models\\?.*");
            asked.put(path[1], exchange);
        }
        assertThat(asked.keySet()).containsExactlyElementsOf(ANSWERING);
        return asked;
    }
}
