package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.EveryTracingKey;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that tell their trace in another format than W3C's, and what the provider gets of it. */
@QuarkusTest
@WithTestResource(EveryTracingKey.class)
@WithTestResource(UpstreamResource.class)
class PropagatorsTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"gpt-4o\"}";

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN_ID = "00f067aa0ba902b7";
    private static final String XRAY = "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=" + SPAN_ID;
    private static final String DATADOG_TRACE_ID = "11803532876627986230";
    private static final String DATADOG_SPAN_ID = "67667974448284343";
    private static final String DATADOG_TAG = "_dd.p.tid=4bf92f3577b34da6";

    // What each format says of another trace.
    private static final Map<String, String> OTHERS = new TreeMap<>(Map.of(
            "x-amzn-trace-id", "Root=1-11111111-111111111111111111111111;Parent=1111111111111111;Sampled=0",
            "b3", "2".repeat(32) + "-2222222222222222-0",
            "x-b3-traceid", "3".repeat(32),
            "x-b3-spanid", "3333333333333333",
            "x-b3-sampled", "0",
            "x-datadog-trace-id", "4",
            "x-datadog-parent-id", "4",
            "x-datadog-sampling-priority", "0"));

    @ParameterizedTest
    @MethodSource
    void the_provider_is_told_in_w3cs_and_in_the_callers_format(String sent, Map<String, String> handedOn) {
        HttpHead head = provider(sent);

        String spanId = spans.attempts().get(0).getSpanId();
        assertThat(spans.server().getTraceId()).isEqualTo(TRACE_ID);
        assertThat(spans.server().getParentSpanId()).isEqualTo(SPAN_ID);
        assertThat(head.all("traceparent")).containsExactly("00-" + TRACE_ID + "-" + spanId + "-01");
        assertThat(head.all("tracestate")).isEmpty();
        handedOn.forEach((name, value) -> assertThat(head.all(name))
                .as(name)
                .containsExactly(value.replace("SPAN", spanId).replace("DECIMAL", decimal(spanId))));
        assertThat(formats(head)).containsOnlyKeys(handedOn.keySet());
    }

    static Stream<Arguments> the_provider_is_told_in_w3cs_and_in_the_callers_format() {
        Map<String, String> xray =
                Map.of("x-amzn-trace-id", "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=SPAN;Sampled=1");
        Map<String, String> b3 = Map.of("b3", TRACE_ID + "-SPAN-1");
        Map<String, String> b3multi = Map.of("x-b3-traceid", TRACE_ID, "x-b3-spanid", "SPAN", "x-b3-sampled", "1");
        Map<String, String> datadog = Map.of(
                "x-datadog-trace-id",
                DATADOG_TRACE_ID,
                "x-datadog-parent-id",
                "DECIMAL",
                "x-datadog-sampling-priority",
                "1",
                "x-datadog-tags",
                DATADOG_TAG);
        String b3Ids = "X-B3-TraceId: " + TRACE_ID + "\r\nX-B3-SpanId: " + SPAN_ID + "\r\n";
        String datadogIds = "x-datadog-trace-id: " + DATADOG_TRACE_ID + "\r\nx-datadog-parent-id: " + DATADOG_SPAN_ID
                + "\r\nx-datadog-tags: " + DATADOG_TAG + "\r\n";
        return Stream.of(
                argumentSet("xray", "X-Amzn-Trace-Id: " + XRAY + ";Sampled=1\r\n", xray),
                argumentSet("xray that asks", "X-Amzn-Trace-Id: " + XRAY + ";Sampled=?\r\n", xray),
                argumentSet("xray that says nothing", "X-Amzn-Trace-Id: " + XRAY + "\r\n", xray),
                argumentSet("b3", "b3: " + TRACE_ID + "-" + SPAN_ID + "-1\r\n", b3),
                argumentSet("b3 to be debugged", "B3: " + TRACE_ID + "-" + SPAN_ID + "-d\r\n", b3),
                argumentSet("b3 without a state", "b3: " + TRACE_ID + "-" + SPAN_ID + "\r\n", b3),
                argumentSet("b3multi", b3Ids + "X-B3-Sampled: 1\r\n", b3multi),
                argumentSet("b3multi without a state", b3Ids, b3multi),
                argumentSet(
                        "b3multi with its own parent",
                        b3Ids + "X-B3-ParentSpanId: 1111111111111111\r\nX-B3-Sampled: 1\r\n",
                        b3multi),
                argumentSet("datadog", datadogIds + "x-datadog-sampling-priority: 1\r\n", datadog),
                argumentSet("datadog without a priority", datadogIds, datadog));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-amzn-trace-id: " + XRAY + ";Sampled=0\r\n",
                "b3: " + TRACE_ID + "-" + SPAN_ID + "-0\r\n",
                "x-b3-traceid: " + TRACE_ID + "\r\nx-b3-spanid: " + SPAN_ID + "\r\nx-b3-sampled: 0\r\n",
                "x-datadog-trace-id: " + DATADOG_TRACE_ID + "\r\nx-datadog-parent-id: " + DATADOG_SPAN_ID
                        + "\r\nx-datadog-tags: " + DATADOG_TAG + "\r\nx-datadog-sampling-priority: 0\r\n",
            })
    void a_caller_that_is_not_kept_is_not_kept_here_and_its_trace_is_handed_on(String sent) {
        HttpHead head = provider(sent);

        assertThat(spans.awaitAll()).isEmpty();
        String traceparent = head.field("traceparent").orElseThrow();
        assertThat(traceparent)
                .matches("00-" + TRACE_ID + "-[0-9a-f]{16}-00")
                .doesNotContain(SPAN_ID, "0000000000000000");
        String spanId = traceparent.substring(36, 52);
        assertThat(String.join(" ", formats(head).values()))
                .containsAnyOf(spanId, decimal(spanId))
                .doesNotContain(SPAN_ID, DATADOG_SPAN_ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b3: a3ce929d0e0e4736-" + SPAN_ID + "-1\r\n",
                "x-b3-traceid: a3ce929d0e0e4736\r\nx-b3-spanid: " + SPAN_ID + "\r\nx-b3-sampled: 1\r\n",
                "x-datadog-trace-id: " + DATADOG_TRACE_ID + "\r\nx-datadog-parent-id: " + DATADOG_SPAN_ID
                        + "\r\nx-datadog-sampling-priority: 1\r\n",
            })
    void a_trace_id_of_64_bits_has_zeros_before_it(String sent) {
        HttpHead head = provider(sent);

        assertThat(spans.server().getTraceId()).isEqualTo("0000000000000000a3ce929d0e0e4736");
        assertThat(head.field("traceparent").orElseThrow())
                .startsWith("00-0000000000000000a3ce929d0e0e4736-")
                .endsWith("-01");
    }

    @Test
    void a_valid_traceparent_is_the_caller_and_all_other_formats_pass_untouched() {
        HttpHead head = provider(
                lines(OTHERS) + "traceparent: 00-" + TRACE_ID + "-" + SPAN_ID + "-01\r\ntracestate: dd=s:1, 0a=b\r\n");

        assertThat(head.field("traceparent").orElseThrow())
                .isEqualTo("00-" + TRACE_ID + "-" + spans.attempts().get(0).getSpanId() + "-01");
        assertThat(head.all("tracestate")).containsExactly("dd=s:1, 0a=b");
        assertThat(formats(head)).isEqualTo(OTHERS);
    }

    @Test
    void a_malformed_traceparent_gives_way_to_another_format_and_tracestate_goes_with_it() {
        HttpHead head = provider("traceparent: garbage\r\ntracestate: a=1\r\nbaggage: a=1 , b=2\r\nb3: " + TRACE_ID
                + "-" + SPAN_ID + "-1\r\n");

        String spanId = spans.attempts().get(0).getSpanId();
        assertThat(head.all("traceparent")).containsExactly("00-" + TRACE_ID + "-" + spanId + "-01");
        assertThat(head.all("tracestate")).isEmpty();
        assertThat(head.all("baggage")).containsExactly("a=1 , b=2");
        assertThat(head.all("b3")).containsExactly(TRACE_ID + "-" + spanId + "-1");
    }

    @Test
    void of_several_formats_the_first_is_the_caller_and_the_others_pass_untouched() {
        Map<String, String> sent = new TreeMap<>(OTHERS);
        sent.put("x-amzn-trace-id", XRAY + ";Sampled=1");

        Map<String, String> handedOn = formats(provider(lines(sent)));

        assertThat(spans.server().getTraceId()).isEqualTo(TRACE_ID);
        assertThat(handedOn.get("x-amzn-trace-id"))
                .isEqualTo("Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent="
                        + spans.attempts().get(0).getSpanId() + ";Sampled=1");
        sent.remove("x-amzn-trace-id");
        assertThat(handedOn).containsAllEntriesOf(sent).hasSize(OTHERS.size());
    }

    @Test
    void what_no_format_can_read_starts_a_new_trace_and_passes_untouched() {
        Map<String, String> garbage = new TreeMap<>();
        OTHERS.keySet().forEach(name -> garbage.put(name, "garbage \u00e9;=-,"));

        HttpHead head = provider(lines(garbage));

        assertThat(spans.server().getParentSpanContext().isValid()).isFalse();
        assertThat(head.field("traceparent").orElseThrow())
                .isEqualTo("00-" + spans.server().getTraceId() + "-"
                        + spans.attempts().get(0).getSpanId() + "-03");
        assertThat(head.all("tracestate")).containsExactly("ot=th:0");
        assertThat(formats(head)).isEqualTo(garbage);
    }

    @Test
    void a_caller_without_any_format_is_told_in_w3cs_alone() {
        HttpHead head = provider("");

        assertThat(head.all("traceparent")).hasSize(1);
        assertThat(formats(head)).isEmpty();
    }

    @Test
    void a_streamed_call_is_handed_on_as_well() {
        try (RawClient client = RawClient.connect(lintel)
                .post(CHAT, "b3: " + TRACE_ID + "-" + SPAN_ID + "-1\r\n", "{\"model\":\"gpt-4o\",\"stream\":true}")) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.startStream().sendChunk("data: [DONE]\n\n").endStream();
            client.readAnswer();

            String spanId = spans.attempts().get(0).getSpanId();
            assertThat(exchange.head().all("traceparent")).containsExactly("00-" + TRACE_ID + "-" + spanId + "-01");
            assertThat(exchange.head().all("b3")).containsExactly(TRACE_ID + "-" + spanId + "-1");
        }
    }

    /** What the provider gets of a call with these header lines. */
    private HttpHead provider(String headerLines) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, headerLines, PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            return exchange.head();
        }
    }

    private static String lines(Map<String, String> headers) {
        StringBuilder lines = new StringBuilder();
        headers.forEach((name, value) -> lines.append(name + ": " + value + "\r\n"));
        return lines.toString();
    }

    /** The headers of all formats but W3C's, by their names in lower case; each is there once. */
    private static Map<String, String> formats(HttpHead head) {
        Map<String, String> formats = new TreeMap<>();
        for (HttpHead.Field field : head.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (List.of("b3", "x-amzn-trace-id").contains(name)
                    || name.startsWith("x-b3-")
                    || name.startsWith("x-datadog-")) {
                assertThat(formats.put(name, field.value())).as(name).isNull();
            }
        }
        return formats;
    }

    private static String decimal(String hexadecimal) {
        return Long.toUnsignedString(Long.parseUnsignedLong(hexadecimal, 16));
    }
}
