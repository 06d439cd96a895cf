package dev.lintel.telemetry.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.CollectorResource;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.OtlpReceiver.ReceivedMetric;
import dev.lintel.testing.OtlpReceiver.ReceivedSpan;
import dev.lintel.testing.OverOtlp;
import dev.lintel.testing.RawClient;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that are kept for what became of them, although no new trace is kept. A whole answer is slow to nobody here, a stream always is. */
@QuarkusTest
@WithTestResource(
        value = CollectorResource.class,
        initArgs = {
            @ResourceArg(name = "tracing.random_sampling", value = "0"),
            @ResourceArg(name = "tracing.capture_content", value = "attributes"),
            @ResourceArg(name = "tracing.keep.slower_than", value = "0s"),
            @ResourceArg(name = "tracing.keep.first_chunk_slower_than", value = "PT0.000000001S"),
            @ResourceArg(name = "tracing.keep.costlier_than", value = "0.0028"),
            @ResourceArg(name = "tracing.keep.max_per_second", value = "1000"),
            @ResourceArg(name = "providers.fake.models", value = "gpt-*"),
            @ResourceArg(name = "prices.file", value = "src/test/resources/prices/litellm.json")
        })
class KeptCallsTest extends OverOtlp {

    private static final String CHAT = "/v1/chat/completions";
    private static final String ASKED =
            "{\"model\":\"gpt-plain\",\"messages\":[{\"role\":\"user\",\"content\":\"What for?\"}]}";
    private static final String STREAM = "{\"model\":\"gpt-plain\",\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"What for?\"}]}";
    private static final String CHUNK = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"That\"}}]}\n\n";
    private static final String REASON = "lintel.sampling.reason";
    private static final String PARENT_ID = "00f067aa0ba902b7";

    /** What the provider and the client were told of the trace of one call. */
    private record Told(HttpHead provider, HttpHead client) {

        String traceId() {
            return client.field("traceresponse").orElseThrow().substring(3, 35);
        }

        String serverSpan() {
            return client.field("traceresponse").orElseThrow().substring(36, 52);
        }

        String attemptSpan() {
            return provider.field("traceparent").orElseThrow().substring(36, 52);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void an_error_is_kept_whole_with_the_ids_that_were_handed_on(int status) {
        Told told = answered("", status, ASKED, "{}");

        assertKept("error", told);
        assertThat(told.provider().field("traceparent").orElseThrow()).endsWith("-02");
        assertThat(told.client().field("traceresponse").orElseThrow()).endsWith("-02");
        assertThat(told.provider().all("tracestate")).isEmpty();
    }

    @Test
    void a_stream_that_breaks_is_kept_as_incomplete_with_what_was_said() {
        Told told;
        try (RawClient client = RawClient.connect(lintel)) {
            Exchange exchange = sent(client, "", STREAM);
            exchange.startStream().sendChunk(CHUNK);
            HttpHead head = client.readHead();
            client.read(CHUNK.length());
            exchange.reset();
            client.readBreak();
            told = new Told(exchange.head(), head);
        }

        assertKept("incomplete", told);
        ReceivedSpan inference = collector.awaitTrace(told.traceId(), 3).stream()
                .filter(span -> span.attribute("gen_ai.operation.name") != null)
                .findFirst()
                .orElseThrow();
        assertThat((String) inference.attribute("gen_ai.input.messages")).contains("What for?");
        assertThat((String) inference.attribute("gen_ai.output.messages")).contains("That");
    }

    @Test
    void a_stream_whose_first_chunk_is_slow_is_kept() {
        Told told;
        try (RawClient client = RawClient.connect(lintel)) {
            Exchange exchange = sent(client, "", STREAM);
            exchange.startStream()
                    .sendChunk(CHUNK)
                    .sendChunk("data: [DONE]\n\n")
                    .endStream();
            told = new Told(exchange.head(), client.readAnswer().head());
        }

        assertKept("slow_first_chunk", told);
    }

    @Test
    void a_call_is_kept_that_costs_more_and_not_one_that_costs_as_much() {
        // 1000 * 2e-6 + 100 * 8e-6 is 0.0028
        Told cheap = answered("", 200, ASKED, usage(1000, 100));
        Told dear = answered("", 200, ASKED, usage(1000, 101));

        assertKept("cost", dear);
        assertThat(collector.spans()).noneMatch(span -> span.traceId().equals(cheap.traceId()));
    }

    @Test
    void a_call_is_kept_under_a_caller_who_does_not_keep_it_and_who_is_told_nothing_else() {
        String traceId = TraceId.fromLongs(
                ThreadLocalRandom.current().nextLong(),
                ThreadLocalRandom.current().nextLong());
        Told told = answered(
                "traceparent: 00-" + traceId + "-" + PARENT_ID
                        + "-00\r\ntracestate: dd=s:0,ot=th:c;rv:80000000000000\r\n",
                503,
                ASKED,
                "{}");

        assertThat(told.traceId()).isEqualTo(traceId);
        assertKept("error", told);
        assertThat(told.provider().all("tracestate")).containsExactly("ot=rv:80000000000000,dd=s:0");
        assertThat(collector.awaitTrace(traceId, 3))
                .extracting(span -> span.span().getTraceState())
                .containsOnly("ot=rv:80000000000000,dd=s:0");
        assertThat(server(told).parentSpanId()).isEqualTo(PARENT_ID);
    }

    @Test
    void a_callers_trace_that_is_kept_has_no_reason() {
        String traceId = TraceId.fromLongs(
                ThreadLocalRandom.current().nextLong(),
                ThreadLocalRandom.current().nextLong());
        answered("traceparent: 00-" + traceId + "-" + PARENT_ID + "-01\r\n", 503, ASKED, "{}");

        assertThat(collector.awaitTrace(traceId, 3)).noneMatch(span -> span.attribute(REASON) != null);
    }

    @Test
    void every_call_is_counted_by_what_decided() {
        ReceivedMetric before = collector.awaitMetric("lintel.traces", metric -> true);
        answered("", 200, ASKED, "{}");
        answered("", 404, ASKED, "{}");
        answered("", 500, ASKED, "{}");
        answered("traceparent: 00-" + "1".repeat(32) + "-" + PARENT_ID + "-01\r\n", 200, ASKED, "{}");

        collector.awaitMetric("lintel.traces", metric -> metric.sum() == before.sum() + 4);
        ReceivedMetric after = collector.awaitMetric("lintel.traces", metric -> metric.sum() == before.sum() + 4);
        Map.of("dropped", 2L, "error", 1L, "parent", 1L, "random", 0L)
                .forEach((decision, calls) -> assertThat(decided(after, decision) - decided(before, decision))
                        .as(decision)
                        .isEqualTo(calls));
        assertThat(after.metric().getUnit()).isEqualTo("{trace}");
        assertThat(after.metric().getSum().getIsMonotonic()).isTrue();
    }

    @Test
    void exemplars_are_of_calls_that_are_kept_alone() {
        Told dropped = answered("", 418, ASKED, "{}");
        Told kept = answered("", 507, ASKED, "{}");

        String attempt = exemplar("http.client.request.duration", 507, kept);
        assertThat(attempt).isEqualTo(kept.attemptSpan());
        assertThat(exemplar("http.server.request.duration", 507, kept)).isEqualTo(kept.serverSpan());
        assertThat(collector.awaitTrace(kept.traceId(), 3))
                .extracting(ReceivedSpan::spanId)
                .contains(kept.attemptSpan(), kept.serverSpan());
        assertThat(collector.metrics())
                .allSatisfy(metric -> assertThat(exemplars(metric, 418)).isEmpty());
        assertThat(collector.spans()).noneMatch(span -> span.traceId().equals(dropped.traceId()));
    }

    /** The span that a measurement of that status is an example of. */
    private String exemplar(String name, int status, Told of) {
        return collector
                .awaitMetric(
                        name,
                        metric -> exemplars(metric, status)
                                .anyMatch(found -> traceId(found).equals(of.traceId())))
                .metric()
                .getHistogram()
                .getDataPointsList()
                .stream()
                .flatMap(point -> point.getExemplarsList().stream())
                .filter(found -> traceId(found).equals(of.traceId()))
                .map(found -> HexFormat.of().formatHex(found.getSpanId().toByteArray()))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Exemplar> exemplars(ReceivedMetric metric, int status) {
        return metric.metric().getHistogram().getDataPointsList().stream()
                .filter(point -> point.getAttributesList().stream()
                        .anyMatch(attribute -> attribute.getKey().equals("http.response.status_code")
                                && attribute.getValue().getIntValue() == status))
                .flatMap(point -> point.getExemplarsList().stream());
    }

    private static String traceId(Exemplar exemplar) {
        return HexFormat.of().formatHex(exemplar.getTraceId().toByteArray());
    }

    private static long decided(ReceivedMetric traces, String decision) {
        return traces.sum("lintel.sampling.decision", decision);
    }

    /** All that belongs to the call has come, under the ids that others were told, and says why. */
    private void assertKept(String reason, Told told) {
        List<ReceivedSpan> spans = collector.awaitTrace(told.traceId(), 3);
        assertThat(spans).hasSize(3).allSatisfy(span -> {
            assertThat(span.attributes()).containsEntry(REASON, reason);
            assertThat(span.span().getTraceState()).doesNotContain("th:");
            assertThat(span.span().getFlags() & 1)
                    .as("handed on as not sampled")
                    .isZero();
        });
        ReceivedSpan server = server(told);
        assertThat(server.spanId()).isEqualTo(told.serverSpan());
        ReceivedSpan attempt = spans.stream()
                .filter(span -> span.attribute("url.full") != null)
                .findFirst()
                .orElseThrow();
        assertThat(attempt.spanId()).isEqualTo(told.attemptSpan());
        assertThat(spans)
                .filteredOn(span -> span.spanId().equals(attempt.parentSpanId()))
                .singleElement()
                .satisfies(inference -> assertThat(inference.parentSpanId()).isEqualTo(server.spanId()));
    }

    private ReceivedSpan server(Told told) {
        return collector.awaitTrace(told.traceId(), 3).stream()
                .filter(span -> span.kind() == SpanKind.SPAN_KIND_SERVER)
                .findFirst()
                .orElseThrow();
    }

    private Told answered(String headerLines, int status, String asked, String json) {
        try (RawClient client = RawClient.connect(lintel)) {
            Exchange exchange = sent(client, headerLines, asked);
            exchange.end("HTTP/1.1 " + status + " Odd\r\ncontent-type: application/json\r\ncontent-length: "
                    + json.length() + "\r\n\r\n" + json);
            RawClient.Answer answer = client.readAnswer();
            assertThat(answer.status()).isEqualTo(status);
            return new Told(exchange.head(), answer.head());
        }
    }

    private Exchange sent(RawClient client, String headerLines, String asked) {
        client.post(CHAT, headerLines, asked);
        Exchange exchange = upstream.next();
        exchange.content();
        return exchange;
    }

    private static String usage(int input, int output) {
        return "{\"model\":\"gpt-plain\",\"choices\":[],\"usage\":{\"prompt_tokens\":" + input
                + ",\"completion_tokens\":" + output + "}}";
    }
}
