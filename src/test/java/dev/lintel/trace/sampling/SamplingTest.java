package dev.lintel.trace.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.CollectorResource;
import dev.lintel.testing.Configuration;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.OtlpReceiver.ReceivedSpan;
import dev.lintel.testing.OverOtlp;
import dev.lintel.testing.RawClient;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.proto.trace.v1.Span.Link;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A quarter of the traces is kept, and what callers say of theirs is ignored. */
@QuarkusTest
@WithTestResource(SamplingTest.AQuarterAndNoCaller.class)
@WithTestResource(CollectorResource.class)
class SamplingTest extends OverOtlp {

    // Enough for some to be kept and some not, but for one run in 10^12.
    private static final int CALLS = 100;
    private static final long REJECTED = 0xc0000000000000L;

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"gpt-4o\"}";
    private static final String CALLERS_TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLERS_SPAN = "b7ad6b7169203331";

    @Test
    void new_traces_are_kept_by_the_randomness_of_their_ids_and_the_kept_carry_the_threshold() {
        assertDecidedByTheirIds(calls(""));
    }

    @Test
    void the_backend_gets_the_kept_traces_and_no_others() {
        List<Call> calls = calls("");

        Set<String> kept = keptOf(calls);
        kept.forEach(traceId -> collector.awaitTrace(traceId, 3));
        Set<String> all = calls.stream().map(Call::traceId).collect(Collectors.toSet());
        assertThat(collector.spans())
                .filteredOn(span -> all.contains(span.traceId()))
                .allSatisfy(span -> assertThat(kept).contains(span.traceId()))
                .allSatisfy(span -> assertThat(span.span().getTraceState()).isEqualTo("ot=th:c"))
                .hasSize(3 * kept.size());
    }

    @Test
    void calls_that_are_not_kept_are_counted_all_the_same() {
        try (RawClient client = RawClient.connect(lintel)) {
            for (int call = 0; call < CALLS; call++) {
                client.send("PATCH /v1/files HTTP/1.1\r\nhost: lintel.test\r\n\r\n");
                upstream.next().end("HTTP/1.1 207 Multi\r\ncontent-length: 0\r\n\r\n");
                client.readAnswer();
            }
        }

        Map<String, Object> attributes = Map.of("http.request.method", "PATCH", "http.response.status_code", 207L);
        for (String name : List.of("http.server.request.duration", "http.client.request.duration")) {
            collector.awaitMetric(
                    name,
                    metric -> metric.histogram(attributes)
                            .filter(point -> point.getCount() == CALLS)
                            .isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "01", "02", "03"})
    void every_call_of_a_caller_is_a_new_trace_decided_anew_whatever_its_flags(String flags) {
        List<Call> calls = calls(caller(flags) + "tracestate: dd=s:1,ot=th:0;rv:ffffffffffffff\r\n");

        assertDecidedByTheirIds(calls);
        assertThat(calls)
                .allSatisfy(call ->
                        assertThat(call.toString()).doesNotContain(CALLERS_TRACE, CALLERS_SPAN, "dd=s:1", "rv:"));
    }

    @Test
    void a_kept_trace_is_linked_to_the_callers() {
        Set<String> kept = keptOf(calls(caller("00") + "tracestate: dd=s:1, 0a=b\r\n"));

        assertThat(kept).allSatisfy(traceId -> {
            ReceivedSpan server = server(traceId);
            assertThat(server.parentSpanId()).isEmpty();
            assertThat(server.span().getLinksList()).hasSize(1);
            Link link = server.span().getLinks(0);
            assertThat(TraceId.fromBytes(link.getTraceId().toByteArray())).isEqualTo(CALLERS_TRACE);
            assertThat(SpanId.fromBytes(link.getSpanId().toByteArray())).isEqualTo(CALLERS_SPAN);
        });
    }

    @Test
    void a_kept_trace_of_nobodys_has_no_link() {
        Set<String> kept = keptOf(calls("traceparent: garbage\r\n"));

        assertThat(kept)
                .allSatisfy(traceId ->
                        assertThat(server(traceId).span().getLinksList()).isEmpty());
    }

    @Test
    void baggage_passes_byte_for_byte() {
        String baggage = "a=%20;p=1 ,\tb = \"c\" ,,=odd";

        assertThat(calls(caller("01") + "baggage: " + baggage + "\r\nBaggage: d=4\r\n"))
                .allSatisfy(call -> assertThat(call.request().all("baggage")).containsExactly(baggage, "d=4"));
    }

    @Test
    void a_caller_in_another_format_is_told_the_new_trace_in_it() {
        List<Call> calls = calls("X-B3-TraceId: " + CALLERS_TRACE + "\r\nX-B3-SpanId: " + CALLERS_SPAN
                + "\r\nX-B3-ParentSpanId: 1111111111111111\r\nX-B3-Flags: 1\r\n");

        assertDecidedByTheirIds(calls);
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.toString()).doesNotContain(CALLERS_TRACE, CALLERS_SPAN);
            assertThat(call.request().all("x-b3-traceid")).containsExactly(call.traceId());
            assertThat(call.request().all("x-b3-spanid"))
                    .containsExactly(call.traceparent().substring(36, 52));
            assertThat(call.request().all("x-b3-sampled")).containsExactly(call.isKept() ? "1" : "0");
            assertThat(call.isKept() || call.request().all("x-b3-flags").isEmpty())
                    .as("what is not kept is not to be debugged")
                    .isTrue();
        });
        assertThat(keptOf(calls))
                .allSatisfy(traceId ->
                        assertThat(server(traceId).span().getLinksList()).hasSize(1));
    }

    private List<Call> calls(String headerLines) {
        List<Call> calls = new ArrayList<>();
        try (RawClient client = RawClient.connect(lintel)) {
            for (int call = 0; call < CALLS; call++) {
                client.post(CHAT, headerLines, PLAIN);
                Exchange exchange = upstream.next();
                exchange.answer("{}");
                calls.add(new Call(exchange.head(), client.readAnswer().head()));
            }
        }
        return calls;
    }

    private static void assertDecidedByTheirIds(List<Call> calls) {
        assertThat(calls).extracting(Call::traceId).doesNotHaveDuplicates();
        assertThat(calls).extracting(Call::isKept).contains(true, false);
        assertThat(calls).allSatisfy(call -> {
            boolean kept = Long.parseLong(call.traceId().substring(18), 16) >= REJECTED;
            String form = "00-" + call.traceId() + "-[0-9a-f]{16}-" + (kept ? "03" : "02");
            assertThat(call.traceparent()).matches(form);
            assertThat(call.answer().field("traceresponse").orElseThrow()).matches(form);
            assertThat(call.request().all("tracestate")).isEqualTo(kept ? List.of("ot=th:c") : List.of());
        });
    }

    private static Set<String> keptOf(List<Call> calls) {
        Set<String> kept =
                calls.stream().filter(Call::isKept).map(Call::traceId).collect(Collectors.toCollection(TreeSet::new));
        assertThat(kept).hasSizeBetween(1, CALLS - 1);
        return kept;
    }

    private ReceivedSpan server(String traceId) {
        return collector.awaitTrace(traceId, 3).stream()
                .filter(span -> span.kind() == SpanKind.SPAN_KIND_SERVER)
                .findFirst()
                .orElseThrow();
    }

    private static String caller(String flags) {
        return "traceparent: 00-" + CALLERS_TRACE + "-" + CALLERS_SPAN + "-" + flags + "\r\n";
    }

    /** What the provider and the client got of one call. */
    private record Call(HttpHead request, HttpHead answer) {

        String traceparent() {
            return request.field("traceparent").orElseThrow();
        }

        String traceId() {
            return traceparent().substring(3, 35);
        }

        boolean isKept() {
            return traceparent().endsWith("-03");
        }
    }

    /** The configuration. */
    public static final class AQuarterAndNoCaller extends Configuration {

        @Override
        public Map<String, String> start() {
            return Map.of(
                    "tracing.random_sampling", "25",
                    "tracing.parent_sampling", "ignore",
                    "tracing.propagators", "tracecontext,baggage,b3multi");
        }
    }
}
