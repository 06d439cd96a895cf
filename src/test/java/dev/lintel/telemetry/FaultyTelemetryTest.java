package dev.lintel.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.FaultyMetrics;
import dev.lintel.testing.FaultyTelemetry;
import dev.lintel.testing.FaultyTelemetry.Part;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.RawHttp2Client;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Telemetry has bugs: instruments that throw, spans that can neither be started nor ended. No call fails by them, each
 * answer passes byte for byte and ends, and what can still be told is told.
 */
@QuarkusTest
@TestProfile(FaultyTelemetryTest.Faulty.class)
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = {
            @ResourceArg(name = "providers.other.retry.attempts", value = "2"),
            @ResourceArg(name = "providers.other.retry.backoff", value = "0s")
        })
class FaultyTelemetryTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"gpt-plain\"}";
    private static final String STREAM =
            "{\"model\":\"gpt-plain\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
    private static final String WHOLE = "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3}}";
    private static final String EVENT = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n";
    private static final String END = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3}}\n\ndata: [DONE]\n\n";

    /** How many of {@link #assertAllPass}, and how often a provider is asked: one of them cannot be reached. */
    private static final int CALLS = 7;

    private static final int LISTINGS = 5;
    private static final int INFERENCES = 5;
    private static final int ATTEMPTS = INFERENCES + 2 + LISTINGS + 1;
    private static final String FAILS_OVER = "{\"model\":\"fast\"}";

    @Inject
    FaultyMetrics metrics;

    @Inject
    FaultyTelemetry telemetry;

    @BeforeEach
    void provoke() {
        metrics.fail("");
        telemetry.fail(Part.NONE);
        errors.provoke("a fault of telemetry's own");
    }

    static Stream<String> instruments() {
        return FaultyMetrics.INSTRUMENTS.stream();
    }

    @ParameterizedTest
    @MethodSource("instruments")
    void an_instrument_that_throws_fails_no_call(String instrument) {
        metrics.fail(instrument);
        assertAllPass();
        assertThat(metrics.thrown()).as("faults of %s", instrument).isPositive();
        assertThat(spans.servers()).hasSize(CALLS);
        assertThat(spans.servers().stream().map(span -> span.getAttributes().get(SpanRecorder.OUTCOME)))
                .containsOnlyOnce("cancelled")
                .contains("completed");
        assertTold();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http.client.request.duration", "http.server.request.duration"})
    void an_instrument_of_http_that_throws_keeps_those_of_models_not_back(String instrument) {
        metrics.fail(instrument);
        try (RawClient client = RawClient.connect(lintel)) {
            double before = inferences(client);
            client.post(CHAT, PLAIN);
            upstream.next().answer(WHOLE);
            assertThat(client.readAnswer().text()).isEqualTo(WHOLE);
            assertThat(spans.servers()).hasSize(1);
            assertThat(inferences(client)).isEqualTo(before + 1);
        }
        assertThat(metrics.thrown()).as("faults of %s", instrument).isPositive();
        assertTold();
    }

    private static double inferences(RawClient client) {
        return Pattern.compile("(?m)^gen_ai_client_operation_duration_seconds_count\\{[^}]*} (\\S+)$")
                .matcher(client.get("/q/metrics").readAnswer().text())
                .results()
                .mapToDouble(count -> Double.parseDouble(count.group(1)))
                .sum();
    }

    @Test
    void a_record_that_throws_at_a_piece_is_muted_and_logged_once() {
        metrics.fail("gen_ai.client.operation.time_per_output_chunk");
        try (RawClient client = RawClient.connect(lintel)) {
            stream(client, 10);
        }
        assertThat(metrics.thrown()).isEqualTo(1);
        assertThat(spans.servers()).hasSize(1);
        assertThat(errors.awaitProvoked()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVER", "CLIENT"})
    void a_span_that_cannot_be_handed_on_fails_no_call_and_keeps_no_other_back(SpanKind kind) {
        spans.failOn(kind);
        assertAllPass();
        assertThat(spans.servers()).hasSize(kind == SpanKind.SERVER ? 0 : CALLS);
        assertThat(spans.attempts()).hasSize(kind == SpanKind.CLIENT ? 0 : ATTEMPTS);
        assertThat(spans.inferences()).hasSize(kind == SpanKind.CLIENT ? 0 : INFERENCES);
        assertTold();
    }

    @ParameterizedTest
    @EnumSource(names = {"ACCESS_LOG", "CAPTURE", "SPANS"})
    void a_part_that_throws_fails_no_call(Part part) {
        telemetry.fail(part);
        assertAllPass();
        assertThat(spans.servers()).hasSize(part == Part.SPANS ? 0 : CALLS);
        assertThat(telemetry.thrown()).as("faults of %s", part).isPositive();
        assertTold();
    }

    // A whole answer, a stream, a refusal, one that is tried again and fails over, the models, one over HTTP/2, and a
    // client
    // that leaves; most on one connection.
    private void assertAllPass() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, PLAIN);
            upstream.next().answer(WHOLE);
            Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(WHOLE);
            stream(client, 2);
            client.post(CHAT, "{}");
            assertThat(client.readAnswer().status()).isEqualTo(400);
            client.post(CHAT, FAILS_OVER);
            for (String provider : List.of("other", "other")) {
                Exchange refusing = upstream.next();
                assertThat(refusing.head().target()).isEqualTo("/" + provider + CHAT);
                refusing.content();
                refusing.end("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
            }
            upstream.next().answer(WHOLE);
            assertThat(client.readAnswer().text()).isEqualTo(WHOLE);
            client.get("/v1/models");
            for (int asked = 0; asked < LISTINGS; asked++) {
                upstream.next().answer("{\"data\":[{\"id\":\"m\"}]}");
            }
            assertThat(client.readAnswer().text()).isEqualTo("{\"object\":\"list\",\"data\":[{\"id\":\"m\"}]}");
        }
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            int stream = client.open(false, "POST", CHAT);
            client.send(stream, PLAIN.getBytes(UTF_8), true);
            upstream.next().answer(WHOLE);
            assertThat(client.text(stream)).isEqualTo(WHOLE);
        }
        RawClient leaving = RawClient.connect(lintel).post(CHAT, STREAM);
        Exchange exchange = upstream.next().startStream().sendChunk(EVENT);
        leaving.readHead();
        leaving.read(EVENT.length());
        leaving.close();
        exchange.awaitDeparture();
    }

    private void stream(RawClient client, int events) {
        client.post(CHAT, STREAM);
        Exchange exchange = upstream.next().startStream();
        assertThat(client.readHead().status()).isEqualTo(200);
        for (int i = 0; i < events; i++) {
            exchange.sendChunk(EVENT);
            assertThat(client.read(EVENT.length())).asString().isEqualTo(EVENT);
        }
        exchange.content();
        exchange.sendChunk(END).endStream();
        assertThat(client.readRest()).asString().isEqualTo(END);
    }

    private void assertTold() {
        assertThat(errors.awaitProvoked()).isNotEmpty();
    }

    /** Instruments may throw. */
    public static final class Faulty implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("test.faulty-metrics", "true");
        }
    }
}
