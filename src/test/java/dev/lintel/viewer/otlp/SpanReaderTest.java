package dev.lintel.viewer.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.lintel.testing.Alongside;
import dev.lintel.viewer.otlp.spans.RefusedExportException;
import dev.lintel.viewer.store.span.Allowance;
import dev.lintel.viewer.store.span.TraceSpan;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What exporters send is read, whatever it is. */
@Alongside
final class SpanReaderTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN_ID = "00f067aa0ba902b7";
    private static final String PARENT_ID = "b7ad6b7169203331";

    private static final String JSON = """
        {"unknown":[{"a":1}],"resourceSpans":[{
          "scopeSpans":[{"scope":{"name":"a scope","version":"1"},"spans":[{
            "traceId":"4BF92F3577B34DA6A3CE929D0E0E4736","spanId":"00f067aa0ba902b7","parentSpanId":"b7ad6b7169203331",
            "name":"chat <b>gpt</b>","kind":3,"flags":257,"traceState":"a=b",
            "startTimeUnixNano":"1767225600000000001","endTimeUnixNano":1767225600000000002,
            "attributes":[
              {"key":"text","value":{"stringValue":"ü"}},{"key":"truth","value":{"boolValue":true}},
              {"key":"number","value":{"intValue":"-9223372036854775808"}},
              {"key":"fraction","value":{"doubleValue":0.25}},
              {"key":"bytes","value":{"bytesValue":"AQI="}},
              {"key":"list","value":{"arrayValue":{"values":[{"intValue":1},{"stringValue":"two"}]}}},
              {"key":"map","value":{"kvlistValue":{"values":[{"key":"k","value":{"intValue":7}}]}}},
              {"key":"nothing","value":{}}],
            "events":[{"timeUnixNano":"1767225600000000003","name":"exception",
              "attributes":[{"key":"exception.type","value":{"stringValue":"E"}}]}],
            "links":[{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"b7ad6b7169203331"}],
            "status":{"message":"broken","code":2}}]}],
          "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"agent"}}]}}]}
        """;

    private final List<TraceSpan> spans = new ArrayList<>();

    @Test
    void protobuf_is_read_whole() {
        assertThat(OtlpEncoding.PROTOBUF.spans().read(protobuf().toByteArray(), spans::add))
                .isZero();

        assertWhole();
    }

    @Test
    void json_is_read_whole_though_the_resource_comes_last() {
        assertThat(OtlpEncoding.JSON.spans().read(JSON.getBytes(StandardCharsets.UTF_8), spans::add))
                .isZero();

        assertWhole();
    }

    @Test
    void in_protobuf_the_resource_may_come_last_too() {
        ResourceSpans resourceSpans = protobuf().getResourceSpans(0);
        byte[] spansFirst = concatenated(
                resourceSpans.toBuilder().clearResource().build().toByteArray(),
                ResourceSpans.newBuilder()
                        .setResource(resourceSpans.getResource())
                        .build()
                        .toByteArray());
        byte[] request = concatenated(new byte[] {0x0A}, varint(spansFirst.length), spansFirst);

        OtlpEncoding.PROTOBUF.spans().read(request, spans::add);

        assertThat(spans).extracting(TraceSpan::service).containsExactly("agent");
    }

    @Test
    void what_says_nothing_of_its_service_has_an_unknown_one() {
        byte[] request = request(span().build()).toBuilder().build().toByteArray();

        OtlpEncoding.PROTOBUF.spans().read(request, spans::add);

        assertThat(spans).extracting(TraceSpan::service).containsExactly("unknown_service");
    }

    @ParameterizedTest
    @EnumSource
    void an_empty_request_has_no_spans(OtlpEncoding encoding) {
        byte[] empty = encoding == OtlpEncoding.JSON ? "{}".getBytes(StandardCharsets.UTF_8) : new byte[0];

        assertThat(encoding.spans().read(empty, spans::add)).isZero();
        assertThat(spans).isEmpty();
    }

    @Test
    void spans_with_ids_that_are_none_are_counted() {
        ExportTraceServiceRequest request = request(
                span().build(),
                span().setTraceId(ByteString.copyFrom(new byte[15])).build(),
                span().setTraceId(ByteString.copyFrom(new byte[16])).build(),
                span().setSpanId(ByteString.copyFrom(new byte[9])).build(),
                span().clearSpanId().build());

        assertThat(OtlpEncoding.PROTOBUF.spans().read(request.toByteArray(), spans::add))
                .isEqualTo(4);
        assertThat(spans).hasSize(1);
    }

    @Test
    void a_parent_that_is_none_is_left_out() {
        ExportTraceServiceRequest request = request(span().setParentSpanId(ByteString.copyFrom(new byte[] {1, 2, 3}))
                .build());

        OtlpEncoding.PROTOBUF.spans().read(request.toByteArray(), spans::add);

        assertThat(spans).extracting(TraceSpan::parentId).containsExactly("");
    }

    @Test
    void in_json_ids_that_are_none_are_counted() {
        String json = """
            {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"xyz","spanId":"00f067aa0ba902b7"},
            {"traceId":["4bf92f3577b34da6a3ce929d0e0e4736"],"spanId":{}},17,null,"text"]}]},3,null]}
            """;

        assertThat(OtlpEncoding.JSON.spans().read(json.getBytes(StandardCharsets.UTF_8), spans::add))
                .isEqualTo(5);
    }

    @Test
    void protobuf_cut_anywhere_is_read_or_refused() {
        byte[] whole = protobuf().toByteArray();
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(RefusedExportException.class)
                    .isThrownBy(() -> OtlpEncoding.PROTOBUF.spans().read(cut, spans::add))
                    .withMessageStartingWith("The body is no OTLP in protobuf");
        }
    }

    @Test
    void json_cut_anywhere_is_refused_before_a_span_is_handed_on() {
        byte[] whole = JSON.strip().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(RefusedExportException.class)
                    .isThrownBy(() -> OtlpEncoding.JSON.spans().read(cut, spans::add))
                    .withMessage("The body is no OTLP in JSON.");
        }
        assertThat(spans).isEmpty();
    }

    @Tag("many-inputs")
    @ParameterizedTest
    @EnumSource
    void bytes_that_are_changed_at_random_are_read_or_refused(OtlpEncoding encoding) {
        byte[] whole = encoding == OtlpEncoding.JSON
                ? JSON.getBytes(StandardCharsets.UTF_8)
                : protobuf().toByteArray();
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            try {
                encoding.spans()
                        .read(changed, span -> assertThat(span.traceId()).hasSize(32));
            } catch (RefusedExportException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "7", "null", "{} {}", "{\"resourceSpans\":[", "<html>", "{\"a\":1e999999999999}x"})
    void json_that_is_no_object_is_refused(String body) {
        assertThatExceptionOfType(RefusedExportException.class)
                .isThrownBy(() -> OtlpEncoding.JSON.spans().read(body.getBytes(StandardCharsets.UTF_8), spans::add));
    }

    @Test
    void values_are_read_only_so_deep() {
        AnyValue value = AnyValue.newBuilder().setStringValue("bottom").build();
        for (int depth = 0; depth < 90; depth++) {
            value = AnyValue.newBuilder()
                    .setArrayValue(ArrayValue.newBuilder().addValues(value))
                    .build();
        }
        ExportTraceServiceRequest request =
                request(span().addAttributes(attribute("deep", value)).build());

        OtlpEncoding.PROTOBUF.spans().read(request.toByteArray(), spans::add);

        Object read = spans.get(0).attributes().get("deep");
        int depth = 0;
        while (read instanceof List<?> list) {
            read = list.get(0);
            depth++;
        }
        assertThat(depth).isEqualTo(Allowance.MAX_DEPTH);
        assertThat(spans.get(0).dropped()).isEqualTo(1);
    }

    @Test
    void maps_in_protobuf_are_read_only_so_deep() {
        AnyValue value = AnyValue.newBuilder().setStringValue("bottom").build();
        for (int depth = 0; depth < 90; depth++) {
            value = AnyValue.newBuilder()
                    .setKvlistValue(KeyValueList.newBuilder().addValues(attribute("k", value)))
                    .build();
        }

        OtlpEncoding.PROTOBUF
                .spans()
                .read(
                        request(span().addAttributes(attribute("deep", value)).build())
                                .toByteArray(),
                        spans::add);

        assertDeepestMap();
    }

    @ParameterizedTest
    @ValueSource(strings = {"arrayValue", "kvlistValue"})
    void values_in_json_are_read_only_so_deep(String kind) {
        String open = kind.equals("arrayValue")
                ? "{\"arrayValue\":{\"values\":["
                : "{\"kvlistValue\":{\"values\":[{\"key\":\"k\",\"value\":";
        String close = kind.equals("arrayValue") ? "]}}" : "}]}}";

        readJson("{\"key\":\"deep\",\"value\":" + open.repeat(90) + "{\"stringValue\":\"bottom\"}" + close.repeat(90)
                + "}");

        if (kind.equals("kvlistValue")) {
            assertDeepestMap();
        } else {
            Object read = spans.get(0).attributes().get("deep");
            assertThat(depth(read)).isEqualTo(Allowance.MAX_DEPTH);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void in_json_a_truth_value_is_what_it_says(boolean truth) {
        readJson("{\"key\":\"truth\",\"value\":{\"boolValue\":" + truth + "}}");

        assertThat(spans.get(0).attributes()).containsEntry("truth", truth);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void in_protobuf_a_truth_value_is_what_it_says(boolean truth) {
        AnyValue value = AnyValue.newBuilder().setBoolValue(truth).build();

        OtlpEncoding.PROTOBUF
                .spans()
                .read(
                        request(span().addAttributes(attribute("truth", value)).build())
                                .toByteArray(),
                        spans::add);

        assertThat(spans.get(0).attributes()).containsEntry("truth", truth);
    }

    @ParameterizedTest
    @CsvSource({"5, 0", "5, 1", "5, 2", "5, 3", "1, 0", "1, 1", "1, 7"})
    void a_number_of_fixed_length_that_is_cut_off_is_refused(int type, int bytesLeft) {
        byte[] cut = concatenated(protobuf().toByteArray(), new byte[] {(byte) (15 << 3 | type)}, new byte[bytesLeft]);

        assertThatExceptionOfType(RefusedExportException.class)
                .isThrownBy(() -> OtlpEncoding.PROTOBUF.spans().read(cut, spans::add))
                .withMessage("The body is no OTLP in protobuf: it ends too early.");
    }

    @Test
    void a_number_that_is_cut_off_takes_nothing_from_what_follows_its_message() {
        byte[] start = {7 << 3 | 1, 1, 2, 3};
        byte[] span = concatenated(new byte[] {2 << 3 | 2, (byte) start.length}, start);
        byte[] scopeSpans = concatenated(new byte[] {2 << 3 | 2, (byte) span.length}, span);
        byte[] resourceSpans = concatenated(new byte[] {1 << 3 | 2, (byte) scopeSpans.length}, scopeSpans);

        assertThatExceptionOfType(RefusedExportException.class)
                .isThrownBy(() -> OtlpEncoding.PROTOBUF
                        .spans()
                        .read(concatenated(resourceSpans, protobuf().toByteArray()), spans::add))
                .withMessage("The body is no OTLP in protobuf: it ends too early.");
        assertThat(spans).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void a_field_with_the_number_0_is_refused(int type) {
        byte[] field = concatenated(new byte[] {(byte) type}, new byte[8]);

        assertThatExceptionOfType(RefusedExportException.class)
                .isThrownBy(() -> OtlpEncoding.PROTOBUF.spans().read(field, spans::add))
                .withMessage("The body is no OTLP in protobuf: it has a field number that there cannot be.");
    }

    @Test
    void fields_of_every_type_that_are_not_known_yet_are_passed_over() {
        byte[] unknown = concatenated(
                new byte[] {(byte) (15 << 3 | 5), 1, 2, 3, 4},
                new byte[] {(byte) (15 << 3 | 1), 1, 2, 3, 4, 5, 6, 7, 8},
                new byte[] {(byte) (15 << 3), (byte) 0x80, 1},
                new byte[] {(byte) (15 << 3 | 2), 2, 1, 2});

        OtlpEncoding.PROTOBUF.spans().read(concatenated(unknown, protobuf().toByteArray()), spans::add);

        assertWhole();
    }

    @Test
    void json_nested_without_end_is_refused_or_passed_over() {
        byte[] json = ("{\"a\":" + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(RefusedExportException.class)
                .isThrownBy(() -> OtlpEncoding.JSON.spans().read(json, spans::add));
    }

    @ParameterizedTest
    @CsvSource({"10000, false", "10001, true"})
    void json_has_so_many_resources_and_no_more(int count, boolean refused) {
        String resources = "{},".repeat(count - 1) + "{}";
        byte[] request = ("{\"resourceSpans\":[" + resources + "]}").getBytes(StandardCharsets.UTF_8);

        if (refused) {
            assertThatExceptionOfType(RefusedExportException.class)
                    .isThrownBy(() -> OtlpEncoding.JSON.spans().read(request, spans::add))
                    .withMessage("There are more than 10000 resourceSpans.")
                    .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(400));
        } else {
            assertThat(OtlpEncoding.JSON.spans().read(request, spans::add)).isZero();
        }
    }

    @Test
    void a_text_is_cut_at_what_a_span_may_hold() {
        ExportTraceServiceRequest request = request(span().addAttributes(attribute(
                        "long",
                        AnyValue.newBuilder()
                                .setStringValue("ü".repeat(3_000_000))
                                .build()))
                .build());

        OtlpEncoding.PROTOBUF.spans().read(request.toByteArray(), spans::add);

        String text = (String) spans.get(0).attributes().get("long");
        assertThat(text).isEqualTo("ü".repeat(256 * 1024) + "…");
        assertThat(spans.get(0).dropped()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_text_for_which_nothing_is_left_is_left_out_and_counted(OtlpEncoding encoding) {
        String all = "x".repeat(256 * 1024);
        if (encoding == OtlpEncoding.JSON) {
            readJson("{\"key\":\"all\",\"value\":{\"stringValue\":\"" + all + "\"}},"
                    + "{\"key\":\"next\",\"value\":{\"stringValue\":\"text\"}}");
        } else {
            Span span = span().addAttributes(attribute(
                            "all", AnyValue.newBuilder().setStringValue(all).build()))
                    .addAttributes(attribute(
                            "next", AnyValue.newBuilder().setStringValue("text").build()))
                    .build();
            OtlpEncoding.PROTOBUF.spans().read(request(span).toByteArray(), spans::add);
        }

        assertThat(spans.get(0).attributes()).containsEntry("all", all).containsEntry("next", "…");
        assertThat(spans.get(0).dropped()).isEqualTo(1);
    }

    @Test
    void bytes_are_base64_and_cut_at_what_a_span_may_hold() {
        AnyValue value = AnyValue.newBuilder()
                .setBytesValue(ByteString.copyFrom(new byte[300_000]))
                .build();

        OtlpEncoding.PROTOBUF
                .spans()
                .read(
                        request(span().addAttributes(attribute("bytes", value)).build())
                                .toByteArray(),
                        spans::add);

        assertThat(spans.get(0).attributes()).containsEntry("bytes", "A".repeat(256 * 1024) + "…");
    }

    @ParameterizedTest
    @EnumSource
    void values_beyond_1024_are_not_kept(OtlpEncoding encoding) {
        ArrayValue.Builder list = ArrayValue.newBuilder();
        KeyValueList.Builder map = KeyValueList.newBuilder();
        StringBuilder jsonList = new StringBuilder("{\"intValue\":1}");
        StringBuilder jsonMap = new StringBuilder("{\"key\":\"0\",\"value\":{\"intValue\":1}}");
        for (int i = 0; i < 1_000; i++) {
            list.addValues(AnyValue.newBuilder().setIntValue(1));
            map.addValues(attribute("" + i, AnyValue.newBuilder().setIntValue(1).build()));
            if (i > 0) {
                jsonList.append(",{\"intValue\":1}");
                jsonMap.append(",{\"key\":\"").append(i).append("\",\"value\":{\"intValue\":1}}");
            }
        }
        if (encoding == OtlpEncoding.JSON) {
            readJson("{\"key\":\"list\",\"value\":{\"arrayValue\":{\"values\":[" + jsonList + "]}}},"
                    + "{\"key\":\"map\",\"value\":{\"kvlistValue\":{\"values\":[" + jsonMap + "]}}},"
                    + "{\"key\":\"none\",\"value\":{\"intValue\":1}}");
        } else {
            Span span = span().addAttributes(attribute(
                            "list", AnyValue.newBuilder().setArrayValue(list).build()))
                    .addAttributes(attribute(
                            "map", AnyValue.newBuilder().setKvlistValue(map).build()))
                    .addAttributes(attribute("none", AnyValue.getDefaultInstance()))
                    .build();
            OtlpEncoding.PROTOBUF.spans().read(request(span).toByteArray(), spans::add);
        }

        // 1024 are two attributes, the list's 1000 elements and 22 entries of the map.
        TraceSpan read = spans.get(0);
        assertThat((List<?>) read.attributes().get("list")).hasSize(1_000);
        assertThat((Map<?, ?>) read.attributes().get("map")).hasSize(22);
        assertThat(read.attributes()).doesNotContainKey("none");
        assertThat(read.dropped()).isEqualTo(978 + 1);
    }

    private void readJson(String attributes) {
        String json = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"" + TRACE_ID + "\",\"spanId\":\""
                + SPAN_ID + "\",\"attributes\":[" + attributes + "]}]}]}]}";
        assertThat(OtlpEncoding.JSON.spans().read(json.getBytes(StandardCharsets.UTF_8), spans::add))
                .isZero();
    }

    private void assertDeepestMap() {
        assertThat(depth(spans.get(0).attributes().get("deep"))).isEqualTo(Allowance.MAX_DEPTH);
        assertThat(spans.get(0).dropped()).isEqualTo(1);
    }

    private static int depth(Object value) {
        int depth = 0;
        Object below = value;
        while (below instanceof List<?> || below instanceof Map<?, ?>) {
            below = below instanceof List<?> list ? list.get(0) : ((Map<?, ?>) below).get("k");
            depth++;
        }
        assertThat(below).isEqualTo("…");
        return depth;
    }

    private void assertWhole() {
        assertThat(spans).hasSize(1);
        TraceSpan span = spans.get(0);
        assertThat(span.traceId()).isEqualTo(TRACE_ID);
        assertThat(span.spanId()).isEqualTo(SPAN_ID);
        assertThat(span.parentId()).isEqualTo(PARENT_ID);
        assertThat(span.name()).isEqualTo("chat <b>gpt</b>");
        assertThat(span.kind()).isEqualTo("client");
        assertThat(span.scope()).isEqualTo("a scope");
        assertThat(span.service()).isEqualTo("agent");
        assertThat(span.startNanos()).isEqualTo(1767225600000000001L);
        assertThat(span.endNanos()).isEqualTo(1767225600000000002L);
        assertThat(span.status()).isEqualTo(TraceSpan.Status.ERROR);
        assertThat(span.statusMessage()).isEqualTo("broken");
        assertThat(span.attributes())
                .containsEntry("text", "ü")
                .containsEntry("truth", true)
                .containsEntry("number", Long.MIN_VALUE)
                .containsEntry("fraction", 0.25)
                .containsEntry("bytes", "AQI=")
                .containsEntry("list", List.of(1L, "two"))
                .containsEntry("map", Map.of("k", 7L))
                .containsEntry("nothing", "")
                .hasSize(8);
        assertThat(span.events())
                .containsExactly(new TraceSpan.Event("exception", 1767225600000000003L, Map.of("exception.type", "E")));
        assertThat(span.links()).containsExactly(new TraceSpan.Link(TRACE_ID, PARENT_ID));
        assertThat(span.dropped()).isZero();
    }

    private static ExportTraceServiceRequest protobuf() {
        Span span = span().setParentSpanId(hex(PARENT_ID))
                .setTraceState("a=b")
                .setFlags(257)
                .setName("chat <b>gpt</b>")
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .setStartTimeUnixNano(1767225600000000001L)
                .setEndTimeUnixNano(1767225600000000002L)
                .addAttributes(attribute(
                        "text", AnyValue.newBuilder().setStringValue("ü").build()))
                .addAttributes(attribute(
                        "truth", AnyValue.newBuilder().setBoolValue(true).build()))
                .addAttributes(attribute(
                        "number",
                        AnyValue.newBuilder().setIntValue(Long.MIN_VALUE).build()))
                .addAttributes(attribute(
                        "fraction", AnyValue.newBuilder().setDoubleValue(0.25).build()))
                .addAttributes(attribute(
                        "bytes",
                        AnyValue.newBuilder()
                                .setBytesValue(ByteString.copyFrom(new byte[] {1, 2}))
                                .build()))
                .addAttributes(attribute(
                        "list",
                        AnyValue.newBuilder()
                                .setArrayValue(ArrayValue.newBuilder()
                                        .addValues(AnyValue.newBuilder().setIntValue(1))
                                        .addValues(AnyValue.newBuilder().setStringValue("two")))
                                .build()))
                .addAttributes(attribute(
                        "map",
                        AnyValue.newBuilder()
                                .setKvlistValue(KeyValueList.newBuilder()
                                        .addValues(attribute(
                                                "k",
                                                AnyValue.newBuilder()
                                                        .setIntValue(7)
                                                        .build())))
                                .build()))
                .addAttributes(attribute("nothing", AnyValue.getDefaultInstance()))
                .addEvents(Span.Event.newBuilder()
                        .setTimeUnixNano(1767225600000000003L)
                        .setName("exception")
                        .addAttributes(attribute(
                                "exception.type",
                                AnyValue.newBuilder().setStringValue("E").build())))
                .addLinks(Span.Link.newBuilder().setTraceId(hex(TRACE_ID)).setSpanId(hex(PARENT_ID)))
                .setStatus(Status.newBuilder()
                        .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                        .setMessage("broken"))
                .build();
        ResourceSpans.Builder resourceSpans = request(span).getResourceSpans(0).toBuilder();
        resourceSpans.setResource(Resource.newBuilder()
                .addAttributes(attribute(
                        "service.name",
                        AnyValue.newBuilder().setStringValue("agent").build())));
        resourceSpans
                .getScopeSpansBuilder(0)
                .setScope(InstrumentationScope.newBuilder().setName("a scope"));
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(resourceSpans)
                .build();
    }

    private static ExportTraceServiceRequest request(Span... spans) {
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(List.of(spans))))
                .build();
    }

    private static Span.Builder span() {
        return Span.newBuilder().setTraceId(hex(TRACE_ID)).setSpanId(hex(SPAN_ID));
    }

    private static KeyValue attribute(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static ByteString hex(String digits) {
        return ByteString.fromHex(digits);
    }

    private static byte[] varint(int value) {
        return new byte[] {(byte) ((value & 0x7F) | 0x80), (byte) (value >>> 7)};
    }

    private static byte[] concatenated(byte[]... parts) {
        return ByteString.copyFrom(
                        Arrays.stream(parts).map(ByteString::copyFrom).toList())
                .toByteArray();
    }
}
