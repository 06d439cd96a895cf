package dev.lintel.telemetry.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.CollectorResource;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.OtlpReceiver.ReceivedMetric;
import dev.lintel.testing.OverOtlp;
import dev.lintel.testing.RawClient;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What metrics count of inferences, whether their traces are kept or not. Only callers' traces are kept here. */
@QuarkusTest
@WithTestResource(
        value = CollectorResource.class,
        initArgs = {
            @ResourceArg(name = "tracing.random_sampling", value = "0"),
            @ResourceArg(name = "tracing.keep.errors", value = "false"),
            @ResourceArg(name = "providers.fake.provider_name", value = "acme.inference"),
            @ResourceArg(name = "providers.fake.models", value = "gpt-*"),
            @ResourceArg(name = "prices.file", value = "src/test/resources/prices/genai-prices.json")
        })
class GenAiMetricsTest extends OverOtlp {

    private static final String CHAT = "/v1/chat/completions";
    private static final String TOKENS = "gen_ai.client.token.usage";
    private static final String DURATION = "gen_ai.client.operation.duration";
    private static final String FIRST_CHUNK = "gen_ai.client.operation.time_to_first_chunk";
    private static final String PER_CHUNK = "gen_ai.client.operation.time_per_output_chunk";
    private static final String OVERHEAD = "lintel.overhead.duration";
    private static final String COST = "lintel.usage.cost";
    private static final String STREAMS = "lintel.streams.ended";
    private static final String MODEL = "gen_ai.request.model";
    private static final String ERROR_TYPE = "error.type";

    private static final List<Double> SECONDS =
            List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    private static final List<Double> POWERS_OF_FOUR = List.of(
            1.0,
            4.0,
            16.0,
            64.0,
            256.0,
            1024.0,
            4096.0,
            16384.0,
            65536.0,
            262144.0,
            1048576.0,
            4194304.0,
            16777216.0,
            67108864.0);

    private static final String FIRST =
            "data: {\"model\":\"gpt-real\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n";
    private static final String LAST =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":300}}\n\n";
    private static final String REFUSAL = "{\"error\":{\"code\":\"too_many_tokens\"}}";
    private static final String DONE = "data: [DONE]\n\n";

    private final String traceId = TraceId.fromLongs(
            ThreadLocalRandom.current().nextLong(), ThreadLocalRandom.current().nextLong());

    /** Whether the trace of a call is kept. */
    enum Trace {
        KEPT("01"),
        NOT_KEPT("00");

        private final String flags;

        Trace(String flags) {
            this.flags = flags;
        }

        String model(String name) {
            return "gpt-" + name + "-" + flags;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_is_counted_with_its_tokens_and_times(Trace trace) {
        String model = trace.model("stream");
        try (RawClient client = ask(trace, CHAT, model, ",\"stream\":true")) {
            Exchange exchange = upstream.next().startStream();
            client.readHead();
            for (String event : List.of(FIRST, LAST)) {
                exchange.sendChunk(event);
                client.read(event.length());
            }
            exchange.sendChunk(USAGE + DONE);
            exchange.endStream();
            assertThat(new String(client.readRest(), UTF_8)).isEqualTo(DONE);
        }

        HistogramDataPoint input = point(TOKENS, Map.of(MODEL, model, "gen_ai.token.type", "input"));
        HistogramDataPoint output = point(TOKENS, Map.of(MODEL, model, "gen_ai.token.type", "output"));
        assertBuckets(input, POWERS_OF_FOUR, 5);
        assertBuckets(output, POWERS_OF_FOUR, 300);
        assertThat(attributes(input.getAttributesList()))
                .isEqualTo(described(model, "gpt-real", "gen_ai.token.type", "input"));
        assertThat(attributes(output.getAttributesList()))
                .isEqualTo(described(model, "gpt-real", "gen_ai.token.type", "output"));

        HistogramDataPoint duration = point(DURATION, Map.of(MODEL, model));
        HistogramDataPoint firstChunk = point(FIRST_CHUNK, Map.of(MODEL, model));
        HistogramDataPoint perChunk = point(PER_CHUNK, Map.of(MODEL, model));
        for (HistogramDataPoint point : List.of(duration, firstChunk, perChunk)) {
            assertThat(attributes(point.getAttributesList())).isEqualTo(described(model, "gpt-real"));
            assertThat(point.getExplicitBoundsList()).isEqualTo(SECONDS);
        }
        assertThat(duration.getCount()).isEqualTo(1);
        assertThat(firstChunk.getCount()).isEqualTo(1);
        // Two are shown to the client, and the one that tells the usage is another.
        assertThat(perChunk.getCount()).isEqualTo(2);
        assertThat(firstChunk.getSum()).isPositive();
        assertThat(duration.getSum()).isGreaterThanOrEqualTo(firstChunk.getSum() + perChunk.getSum());
        assertKept(trace);
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_that_is_no_stream_has_no_chunks(Trace trace) {
        String model = trace.model("whole");
        try (RawClient client = ask(trace, CHAT, model, "")) {
            upstream.next()
                    .answer("{\"model\":\"gpt-real\",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":300}}");
            client.readAnswer();
        }

        assertThat(attributes(point(DURATION, Map.of(MODEL, model)).getAttributesList()))
                .isEqualTo(described(model, "gpt-real"));
        assertBuckets(point(TOKENS, Map.of(MODEL, model, "gen_ai.token.type", "output")), POWERS_OF_FOUR, 300);
        for (String name : List.of(FIRST_CHUNK, PER_CHUNK)) {
            assertThat(collector.metrics())
                    .filteredOn(metric -> metric.name().equals(name))
                    .noneMatch(metric -> metric.histogram(Map.of(MODEL, model)).isPresent());
        }
        assertKept(trace);
    }

    @ParameterizedTest
    @EnumSource
    void a_model_that_no_provider_claims_has_no_name_of_its_own(Trace trace) {
        String path = trace == Trace.KEPT ? "/v1/completions" : "/v1/messages";
        String operation = trace == Trace.KEPT ? "text_completion" : "chat";
        try (RawClient client = ask(trace, path, "whatever-" + traceId, "")) {
            upstream.next()
                    .answer("{\"model\":\"whatever-else-" + traceId
                            + "\",\"usage\":{\"input_tokens\":5,\"output_tokens\":300}}");
            client.readAnswer();
        }

        HistogramDataPoint duration = point(DURATION, Map.of(MODEL, "_OTHER", "gen_ai.operation.name", operation));
        Map<String, Object> expected = described("_OTHER", "_OTHER");
        expected.put("gen_ai.operation.name", operation);
        assertThat(attributes(duration.getAttributesList())).isEqualTo(expected);
        assertThat(collector.metrics().toString()).doesNotContain(traceId);
        assertKept(trace);
    }

    @ParameterizedTest
    @EnumSource
    void an_error_is_told_by_its_class_on_the_duration(Trace trace) {
        String refused = trace.model("refused");
        try (RawClient client = ask(trace, CHAT, refused, "")) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.end("HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\ncontent-length: "
                    + REFUSAL.length() + "\r\n\r\n" + REFUSAL);
            client.readAnswer();
        }
        // By another operation each time: metrics are of all calls, those of the other parameter too.
        String path = trace == Trace.KEPT ? CHAT : "/v1/completions";
        String operation = trace == Trace.KEPT ? "chat" : "text_completion";
        try (RawClient client = ask(trace, path, "unreachable/m", "")) {
            assertThat(client.readAnswer().status()).isEqualTo(502);
        }

        // No provider has answered for that model.
        assertThat(attributes(point(DURATION, Map.of(MODEL, "_OTHER", ERROR_TYPE, "too_many_tokens"))
                        .getAttributesList()))
                .containsEntry("gen_ai.provider.name", "acme.inference");
        assertThat(attributes(point(
                                DURATION,
                                Map.of("gen_ai.provider.name", "unreachable", "gen_ai.operation.name", operation))
                        .getAttributesList()))
                .hasEntrySatisfying(
                        ERROR_TYPE, type -> assertThat((String) type).isNotBlank());
        assertThat(collector.metrics())
                .filteredOn(metric -> metric.name().equals(TOKENS))
                .noneMatch(metric -> metric.histogram(Map.of(MODEL, "_OTHER", ERROR_TYPE, "too_many_tokens"))
                        .isPresent());
        assertThat(collector.metrics().toString()).doesNotContain(refused);
        if (trace == Trace.KEPT) {
            collector.awaitTrace(traceId, 6);
        } else {
            assertKept(trace);
        }
    }

    @ParameterizedTest
    @EnumSource
    void streams_that_end_otherwise_than_well_are_counted_as_what_they_are(Trace trace) {
        Map<String, Long> before = streamsEnded();
        String broken = trace.model("broken");
        try (RawClient client = ask(trace, CHAT, broken, ",\"stream\":true")) {
            Exchange exchange = upstream.next().startStream().sendChunk(FIRST);
            exchange.endStream();
            client.readAnswer();
        }
        String left = trace.model("left");
        try (RawClient client = ask(trace, CHAT, left, ",\"stream\":true")) {
            Exchange exchange = upstream.next().startStream().sendChunk(FIRST);
            client.readHead();
            client.read(FIRST.length());
            client.close();
            exchange.awaitDeparture();
        }
        String whole = trace.model("well");
        try (RawClient client = ask(trace, CHAT, whole, ",\"stream\":true")) {
            Exchange exchange = upstream.next().startStream().sendChunk(FIRST + LAST);
            exchange.endStream();
            client.readAnswer();
        }

        assertThat(attributes(point(DURATION, Map.of(MODEL, broken)).getAttributesList()))
                .containsEntry(ERROR_TYPE, "incomplete_stream");
        for (String model : List.of(left, whole)) {
            assertThat(attributes(point(DURATION, Map.of(MODEL, model)).getAttributesList()))
                    .isEqualTo(described(model, "gpt-real"));
        }
        Map<String, Long> after = streamsEnded();
        for (String outcome : List.of("completed", "failed", "cancelled")) {
            assertThat(after.get(outcome) - before.getOrDefault(outcome, 0L))
                    .as(outcome)
                    .isEqualTo(1);
        }
        if (trace == Trace.KEPT) {
            collector.awaitTrace(traceId, 9);
        } else {
            assertKept(trace);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_calls_cost_is_added_up_where_it_is_known(Trace trace) {
        String model = trace.model("cost");
        for (String answering : List.of("plain", "plain-2026", "gpt-without-a-price")) {
            try (RawClient client = ask(trace, CHAT, model, "")) {
                upstream.next()
                        .answer("{\"model\":\"" + answering
                                + "\",\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100}}");
                client.readAnswer();
            }
        }

        // 1000 * 2 / 1e6 + 100 * 8 / 1e6
        for (String answering : List.of("plain", "plain-2026")) {
            Map<String, Object> models = Map.of(MODEL, model, "gen_ai.response.model", answering);
            NumberDataPoint cost = collector
                    .awaitMetric(COST, metric -> metric.number(models).isPresent())
                    .number(models)
                    .orElseThrow();
            assertThat(cost.getAsDouble()).isEqualTo(0.0028);
            assertThat(attributes(cost.getAttributesList())).isEqualTo(described(model, answering));
        }
        assertThat(collector.metrics())
                .filteredOn(metric -> metric.name().equals(COST))
                .isNotEmpty()
                .allMatch(metric -> metric.metric().getUnit().equals("{USD}"))
                .noneMatch(metric -> metric.number(Map.of("gen_ai.response.model", "gpt-without-a-price"))
                        .isPresent());
        if (trace == Trace.KEPT) {
            collector.awaitTrace(traceId, 9);
        } else {
            assertKept(trace);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_lintel_adds_is_told_for_each_call_that_is_answered(Trace trace) {
        String path = trace == Trace.KEPT ? "/v1/embeddings" : "/v1/responses";
        long waited;
        try (RawClient client = RawClient.connect(lintel)) {
            String body = "{\"model\":\"" + trace.model("any") + "\"}";
            client.send("POST " + path + " HTTP/1.1\r\nhost: lintel.test\r\nexpect: 100-continue\r\ncontent-length: "
                    + body.length() + "\r\n" + parent(trace) + "\r\n");
            assertThat(client.readHead().status()).isEqualTo(100);
            long continued = System.nanoTime();
            // Until the collector has heard once more: that is longer than Lintel needs.
            awaitExport();
            waited = System.nanoTime() - continued;
            client.send(body);
            Exchange exchange = upstream.next();
            long came = System.nanoTime();
            exchange.content();
            awaitExport();
            waited += System.nanoTime() - came;
            exchange.answer("{}");
            client.readAnswer();
        }

        Map<String, Object> route = Map.of("http.route", path);
        HistogramDataPoint overhead = point(OVERHEAD, route);
        HistogramDataPoint whole = point("http.server.request.duration", route);
        assertThat(attributes(overhead.getAttributesList())).isEqualTo(route);
        assertThat(overhead.getExplicitBoundsList())
                .containsExactly(
                        0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                        0.1);
        assertThat(overhead.getCount()).isEqualTo(1);
        // No time for which the client or the provider is waited for counts.
        assertThat(overhead.getSum()).isPositive().isLessThan(whole.getSum() - waited / 1e9);
        assertKept(trace);
    }

    private RawClient ask(Trace trace, String path, String model, String more) {
        return RawClient.connect(lintel).post(path, parent(trace), "{\"model\":\"" + model + "\"" + more + "}");
    }

    private String parent(Trace trace) {
        return "traceparent: 00-" + traceId + "-00f067aa0ba902b7-" + trace.flags + "\r\n";
    }

    private void assertKept(Trace trace) {
        if (trace == Trace.KEPT) {
            collector.awaitTrace(traceId, 3);
        } else {
            // A call that is kept comes later: what it has not overtaken does not come.
            String later = TraceId.fromLongs(
                    ThreadLocalRandom.current().nextLong(),
                    ThreadLocalRandom.current().nextLong());
            String parent = "traceparent: 00-" + later + "-00f067aa0ba902b7-01\r\n";
            try (RawClient client = RawClient.connect(lintel).post("/v1/files", parent, "{}")) {
                upstream.next().answer("{}");
                client.readAnswer();
            }
            collector.awaitTrace(later, 2);
            assertThat(collector.spans()).noneMatch(span -> span.traceId().equals(traceId));
        }
    }

    private void awaitExport() {
        collector.clear();
        collector.awaitRequest(request -> request.path().equals("/v1/metrics"));
    }

    private HistogramDataPoint point(String name, Map<String, Object> attributes) {
        return collector
                .awaitMetric(name, metric -> metric.histogram(attributes).isPresent())
                .histogram(attributes)
                .orElseThrow();
    }

    private static void assertBuckets(HistogramDataPoint point, List<Double> bounds, long value) {
        assertThat(point.getExplicitBoundsList()).isEqualTo(bounds);
        assertThat(point.getCount()).isEqualTo(1);
        assertThat(point.getSum()).isEqualTo((double) value);
    }

    /** The streams that had ended when a call that ends now was counted, by how they did. */
    private Map<String, Long> streamsEnded() {
        String marker = "gpt-marker-" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
        try (RawClient client = ask(Trace.NOT_KEPT, CHAT, marker, "")) {
            upstream.next().answer("{}");
            client.readAnswer();
        }
        point(DURATION, Map.of(MODEL, marker));
        Map<String, Long> ended = new HashMap<>();
        for (ReceivedMetric metric : collector.metrics()) {
            if (metric.name().equals(STREAMS)) {
                for (NumberDataPoint point : metric.metric().getSum().getDataPointsList()) {
                    ended.put((String) attributes(point.getAttributesList()).get("lintel.outcome"), point.getAsInt());
                }
            }
        }
        return ended;
    }

    private Map<String, Object> described(String model, String responseModel, String... more) {
        Map<String, Object> attributes = new TreeMap<>(Map.of(
                "gen_ai.operation.name",
                "chat",
                "gen_ai.provider.name",
                "acme.inference",
                MODEL,
                model,
                "gen_ai.response.model",
                responseModel,
                "server.address",
                "127.0.0.1",
                "server.port",
                (long) upstream.port()));
        for (int i = 0; i < more.length; i += 2) {
            attributes.put(more[i], more[i + 1]);
        }
        return attributes;
    }

    private static Map<String, Object> attributes(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        attribute -> attribute.getValue().hasIntValue()
                                ? (Object) attribute.getValue().getIntValue()
                                : attribute.getValue().getStringValue()));
    }
}
