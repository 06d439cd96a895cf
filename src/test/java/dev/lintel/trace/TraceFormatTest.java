package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TraceFormatTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SHORT_TRACE_ID = "a3ce929d0e0e4736";
    private static final String PADDED_TRACE_ID = "0000000000000000a3ce929d0e0e4736";
    private static final String SPAN_ID = "00f067aa0ba902b7";
    private static final String ROOT = "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736";
    private static final String PARENT = "Parent=" + SPAN_ID;

    // The lower half of the trace id, the upper half as a tag, and the span id, as Datadog writes them.
    private static final String DATADOG_TRACE_ID = "11803532876627986230";
    private static final String DATADOG_TAG = "_dd.p.tid=4bf92f3577b34da6";
    private static final String DATADOG_PARENT_ID = "67667974448284343";

    private static final Predicate<String> NOT_ASKED = traceId -> {
        throw new AssertionError("Nobody was to decide about " + traceId);
    };

    @Nested
    class a_caller_that_has_decided {

        @ParameterizedTest
        @MethodSource("dev.lintel.trace.TraceFormatTest#decided")
        void is_continued_as_it_says(TraceFormat format, MultiMap headers, String traceId, boolean sampled) {
            SpanContext caller = format.extract(headers, NOT_ASKED).orElseThrow();

            assertThat(caller.getTraceId()).isEqualTo(traceId);
            assertThat(caller.getSpanId()).isEqualTo(SPAN_ID);
            assertThat(caller.isSampled()).isEqualTo(sampled);
            assertThat(caller.isRemote()).isTrue();
            assertThat(caller.getTraceState().isEmpty()).isTrue();
        }
    }

    @Nested
    class a_caller_that_leaves_the_decision_to_others {

        @ParameterizedTest
        @MethodSource("dev.lintel.trace.TraceFormatTest#undecided")
        void is_decided_about_by_its_trace_id(TraceFormat format, MultiMap headers, String traceId) {
            List<String> asked = new ArrayList<>();

            assertThat(format.extract(headers, asked::add)).hasValueSatisfying(caller -> {
                assertThat(caller.getTraceId()).isEqualTo(traceId);
                assertThat(caller.getSpanId()).isEqualTo(SPAN_ID);
                assertThat(caller.isSampled()).isTrue();
                assertThat(caller.isRemote()).isTrue();
            });
            assertThat(asked).containsExactly(traceId);
            assertThat(format.extract(headers, id -> false))
                    .hasValueSatisfying(caller -> assertThat(caller.isSampled()).isFalse());
        }
    }

    @Nested
    class a_caller_that_cannot_be_read {

        @ParameterizedTest
        @MethodSource("dev.lintel.trace.TraceFormatTest#unreadable")
        void is_not_there(TraceFormat format, MultiMap headers) {
            assertThat(format.extract(headers, NOT_ASKED)).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void is_one_without_headers(TraceFormat format) {
            assertThat(format.extract(headers(), NOT_ASKED)).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void is_one_that_speaks_another_format(TraceFormat format) {
            for (TraceFormat other : TraceFormat.values()) {
                if (other != format) {
                    assertThat(format.extract(injected(other, span(TraceFlags.getSampled())), NOT_ASKED))
                            .as("%s read as %s", other, format)
                            .isEmpty();
                }
            }
        }

        @Test
        void in_one_header_of_zipkin_is_not_looked_for_in_its_others() {
            MultiMap both =
                    headers("b3", "garbage", "X-B3-TraceId", TRACE_ID, "X-B3-SpanId", SPAN_ID, "X-B3-Sampled", "0");

            assertThat(TraceFormat.B3.extract(both, id -> true)).isEmpty();
            assertThat(TraceFormat.B3MULTI.extract(both, NOT_ASKED))
                    .hasValueSatisfying(caller -> assertThat(caller.isSampled()).isFalse());
        }
    }

    @Nested
    class whoever_reads_the_format {

        @Test
        void of_xray_is_told_in_one_header() {
            MultiMap headers = injected(TraceFormat.XRAY, span(TraceFlags.getSampled()));

            assertThat(headers.get("X-Amzn-Trace-Id")).isEqualTo(ROOT + ";" + PARENT + ";Sampled=1");
            assertThat(headers.names()).hasSize(1);
            assertThat(injected(TraceFormat.XRAY, span(TraceFlags.getDefault())).get("X-Amzn-Trace-Id"))
                    .isEqualTo(ROOT + ";" + PARENT + ";Sampled=0");
        }

        @Test
        void of_b3_is_told_in_one_header() {
            MultiMap headers = injected(TraceFormat.B3, span(TraceFlags.getSampled()));

            assertThat(headers.get("b3")).isEqualTo(TRACE_ID + "-" + SPAN_ID + "-1");
            assertThat(headers.names()).hasSize(1);
            assertThat(injected(TraceFormat.B3, span(TraceFlags.getDefault())).get("b3"))
                    .isEqualTo(TRACE_ID + "-" + SPAN_ID + "-0");
        }

        @Test
        void of_b3multi_is_told_in_three_headers() {
            MultiMap headers = injected(TraceFormat.B3MULTI, span(TraceFlags.getSampled()));

            assertThat(headers.get("X-B3-TraceId")).isEqualTo(TRACE_ID);
            assertThat(headers.get("X-B3-SpanId")).isEqualTo(SPAN_ID);
            assertThat(headers.get("X-B3-Sampled")).isEqualTo("1");
            assertThat(headers.names()).hasSize(3);
            assertThat(injected(TraceFormat.B3MULTI, span(TraceFlags.getDefault()))
                            .get("X-B3-Sampled"))
                    .isEqualTo("0");
        }

        @Test
        void of_b3multi_is_not_told_of_a_parent_that_is_not_this_spans() {
            MultiMap headers = headers("x-b3-parentspanid", "1111111111111111");

            TraceFormat.B3MULTI.inject(span(TraceFlags.getSampled()), headers);

            assertThat(headers.contains("X-B3-ParentSpanId")).isFalse();
        }

        @Test
        void of_b3multi_is_not_told_to_debug_what_is_not_kept() {
            MultiMap headers = headers("x-b3-flags", "1");

            TraceFormat.B3MULTI.inject(span(TraceFlags.getDefault()), headers);

            assertThat(headers.contains("X-B3-Flags")).isFalse();
        }

        @Test
        void of_datadog_is_told_in_decimal_and_the_upper_half_as_a_tag() {
            MultiMap headers = injected(TraceFormat.DATADOG, span(TraceFlags.getSampled()));

            assertThat(headers.get("x-datadog-trace-id")).isEqualTo(DATADOG_TRACE_ID);
            assertThat(headers.get("x-datadog-parent-id")).isEqualTo(DATADOG_PARENT_ID);
            assertThat(headers.get("x-datadog-sampling-priority")).isEqualTo("1");
            assertThat(headers.get("x-datadog-tags")).isEqualTo(DATADOG_TAG);
            assertThat(headers.names()).hasSize(4);
            assertThat(injected(TraceFormat.DATADOG, span(TraceFlags.getDefault()))
                            .get("x-datadog-sampling-priority"))
                    .isEqualTo("0");
        }

        @Test
        void of_datadog_is_told_no_upper_half_where_there_is_none() {
            MultiMap headers = headers("x-datadog-tags", "_dd.p.dm=-4");

            TraceFormat.DATADOG.inject(
                    SpanContext.create(PADDED_TRACE_ID, SPAN_ID, TraceFlags.getSampled(), TraceState.getDefault()),
                    headers);

            assertThat(headers.get("x-datadog-trace-id")).isEqualTo(DATADOG_TRACE_ID);
            assertThat(headers.get("x-datadog-tags")).isEqualTo("_dd.p.dm=-4");
        }

        @ParameterizedTest
        @EnumSource(
                value = TraceFormat.class,
                names = {"XRAY", "B3", "B3MULTI", "DATADOG"})
        void is_told_the_new_span_in_the_place_of_the_callers(TraceFormat format) {
            SpanContext caller = SpanContext.create(
                    "f".repeat(32), "e".repeat(16), TraceFlags.getDefault(), TraceState.getDefault());
            MultiMap headers = injected(format, caller);

            format.inject(span(TraceFlags.getSampled()), headers);

            headers.names()
                    .forEach(name -> assertThat(headers.getAll(name)).as(name).hasSize(1));
            SpanContext told = format.extract(headers, NOT_ASKED).orElseThrow();
            assertThat(told.getTraceId()).isEqualTo(TRACE_ID);
            assertThat(told.getSpanId()).isEqualTo(SPAN_ID);
            assertThat(told.isSampled()).isTrue();
        }

        @ParameterizedTest
        @EnumSource(
                value = TraceFormat.class,
                names = {"XRAY", "B3", "B3MULTI", "DATADOG"})
        void reads_any_span_as_it_was_written(TraceFormat format) {
            Random random = new Random(44);
            for (int round = 0; round < 5_000; round++) {
                SpanContext written = SpanContext.createFromRemoteParent(
                        String.format("%016x%016x", random.nextInt(3) == 0 ? 0 : random.nextLong(), nonZero(random)),
                        String.format("%016x", nonZero(random)),
                        random.nextBoolean() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                        TraceState.getDefault());

                assertThat(format.extract(injected(format, written), NOT_ASKED)).contains(written);
            }
        }

        @ParameterizedTest
        @EnumSource(
                value = TraceFormat.class,
                names = {"TRACECONTEXT", "BAGGAGE"})
        void that_passes_by_other_means_is_told_nothing_here(TraceFormat format) {
            assertThat(injected(format, span(TraceFlags.getSampled())).names()).isEmpty();
        }
    }

    @Nested
    class datadogs_own_knowledge {

        @Test
        void of_the_trace_stays_beside_the_upper_half_of_its_id() {
            MultiMap headers = headers("x-datadog-tags", "_dd.p.dm=-4," + DATADOG_TAG + ",_dd.p.usr.id=YQ==");

            TraceFormat.DATADOG.inject(span(TraceFlags.getSampled()), headers);

            assertThat(headers.get("x-datadog-tags").split(","))
                    .containsExactlyInAnyOrder("_dd.p.dm=-4", DATADOG_TAG, "_dd.p.usr.id=YQ==");
        }

        @Test
        void of_another_upper_half_does_not_stay() {
            MultiMap headers = headers("x-datadog-tags", "_dd.p.tid=ffffffffffffffff,_dd.p.dm=-4");

            TraceFormat.DATADOG.inject(span(TraceFlags.getSampled()), headers);

            assertThat(headers.get("x-datadog-tags").split(",")).containsExactlyInAnyOrder("_dd.p.dm=-4", DATADOG_TAG);
        }
    }

    @Tag("many-inputs")
    @ParameterizedTest
    @EnumSource
    void no_text_at_all_makes_reading_fail(TraceFormat format) {
        Random random = new Random(45);
        for (int round = 0; round < 20_000; round++) {
            MultiMap headers = garbled(random);
            Optional<SpanContext> caller = format.extract(headers, id -> random.nextBoolean());

            caller.ifPresent(read -> {
                assertThat(read.getTraceId()).as("%s", headers).matches("[0-9a-f]{32}");
                assertThat(read.getSpanId()).as("%s", headers).matches("[0-9a-f]{16}");
                assertThat(read.isValid()).isTrue();
                format.inject(read, headers);
                assertThat(format.extract(headers, NOT_ASKED)).contains(read);
            });
        }
    }

    static Stream<Arguments> decided() {
        return Stream.of(
                argumentSet("xray kept", TraceFormat.XRAY, xray(ROOT + ";" + PARENT + ";Sampled=1"), TRACE_ID, true),
                argumentSet(
                        "xray not kept", TraceFormat.XRAY, xray(ROOT + ";" + PARENT + ";Sampled=0"), TRACE_ID, false),
                argumentSet(
                        "xray in another order with spaces",
                        TraceFormat.XRAY,
                        xray("Sampled=1; " + PARENT + " ; " + ROOT),
                        TRACE_ID,
                        true),
                argumentSet(
                        "xray with what a load balancer adds",
                        TraceFormat.XRAY,
                        xray("Self=1-67891234-12456789abcdef012345678;" + ROOT + ";" + PARENT
                                + ";Sampled=1;CalledFrom=app;Lineage=a87bd80c:1|68fd508a:5|c512fbe3:2"),
                        TRACE_ID,
                        true),
                argumentSet("b3 kept", TraceFormat.B3, b3(TRACE_ID + "-" + SPAN_ID + "-1"), TRACE_ID, true),
                argumentSet("b3 not kept", TraceFormat.B3, b3(TRACE_ID + "-" + SPAN_ID + "-0"), TRACE_ID, false),
                argumentSet("b3 to be debugged", TraceFormat.B3, b3(TRACE_ID + "-" + SPAN_ID + "-d"), TRACE_ID, true),
                argumentSet(
                        "b3 with its own parent",
                        TraceFormat.B3,
                        b3(TRACE_ID + "-" + SPAN_ID + "-1-1111111111111111"),
                        TRACE_ID,
                        true),
                argumentSet(
                        "b3 of 64 bits",
                        TraceFormat.B3,
                        b3(SHORT_TRACE_ID + "-" + SPAN_ID + "-1"),
                        PADDED_TRACE_ID,
                        true),
                argumentSet("b3multi kept", TraceFormat.B3MULTI, b3multi("X-B3-Sampled", "1"), TRACE_ID, true),
                argumentSet("b3multi not kept", TraceFormat.B3MULTI, b3multi("X-B3-Sampled", "0"), TRACE_ID, false),
                argumentSet(
                        "b3multi kept, in a word",
                        TraceFormat.B3MULTI,
                        b3multi("x-b3-sampled", "true"),
                        TRACE_ID,
                        true),
                argumentSet(
                        "b3multi not kept, in a word",
                        TraceFormat.B3MULTI,
                        b3multi("x-b3-sampled", "false"),
                        TRACE_ID,
                        false),
                argumentSet("b3multi to be debugged", TraceFormat.B3MULTI, b3multi("X-B3-Flags", "1"), TRACE_ID, true),
                argumentSet(
                        "b3multi of 64 bits",
                        TraceFormat.B3MULTI,
                        headers("x-b3-traceid", SHORT_TRACE_ID, "x-b3-spanid", SPAN_ID, "x-b3-sampled", "1"),
                        PADDED_TRACE_ID,
                        true),
                argumentSet("datadog kept", TraceFormat.DATADOG, datadog("1", DATADOG_TAG), TRACE_ID, true),
                argumentSet("datadog kept by hand", TraceFormat.DATADOG, datadog("2", DATADOG_TAG), TRACE_ID, true),
                argumentSet("datadog not kept", TraceFormat.DATADOG, datadog("0", DATADOG_TAG), TRACE_ID, false),
                argumentSet(
                        "datadog not kept by hand", TraceFormat.DATADOG, datadog("-1", DATADOG_TAG), TRACE_ID, false),
                argumentSet("datadog of 64 bits", TraceFormat.DATADOG, datadog("1", ""), PADDED_TRACE_ID, true),
                argumentSet(
                        "datadog with its upper half among tags",
                        TraceFormat.DATADOG,
                        datadog("1", "_dd.p.dm=-4," + DATADOG_TAG + ",_dd.p.usr.id=YQ=="),
                        TRACE_ID,
                        true),
                argumentSet(
                        "datadog with an upper half that is none",
                        TraceFormat.DATADOG,
                        datadog("1", "_dd.p.tid=4BF92F3577B34DA6,x_dd.p.tid=4bf92f3577b34da6,_dd.p.tid=4bf9"),
                        PADDED_TRACE_ID,
                        true));
    }

    static Stream<Arguments> undecided() {
        return Stream.of(
                argumentSet("xray that asks", TraceFormat.XRAY, xray(ROOT + ";" + PARENT + ";Sampled=?"), TRACE_ID),
                argumentSet(
                        "xray that asks first", TraceFormat.XRAY, xray("Sampled=?;" + ROOT + ";" + PARENT), TRACE_ID),
                argumentSet("xray that says nothing", TraceFormat.XRAY, xray(ROOT + ";" + PARENT), TRACE_ID),
                argumentSet("b3 without a state", TraceFormat.B3, b3(TRACE_ID + "-" + SPAN_ID), TRACE_ID),
                argumentSet(
                        "b3 of 64 bits without a state",
                        TraceFormat.B3,
                        b3(SHORT_TRACE_ID + "-" + SPAN_ID),
                        PADDED_TRACE_ID),
                argumentSet(
                        "b3multi without a state",
                        TraceFormat.B3MULTI,
                        headers("X-B3-TraceId", TRACE_ID, "X-B3-SpanId", SPAN_ID),
                        TRACE_ID),
                argumentSet(
                        "b3multi that is not to be debugged",
                        TraceFormat.B3MULTI,
                        b3multi("X-B3-Flags", "0"),
                        TRACE_ID),
                argumentSet(
                        "datadog without a priority",
                        TraceFormat.DATADOG,
                        headers(
                                "x-datadog-trace-id",
                                DATADOG_TRACE_ID,
                                "x-datadog-parent-id",
                                DATADOG_PARENT_ID,
                                "x-datadog-tags",
                                DATADOG_TAG),
                        TRACE_ID));
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                        Stream.of(
                                        "",
                                        ";",
                                        "=",
                                        "garbage",
                                        ROOT,
                                        PARENT + ";Sampled=1",
                                        ROOT + ";Parent=;Sampled=1",
                                        ROOT + ";Parent=0000000000000000;Sampled=1",
                                        ROOT + ";Parent=00f067aa0ba902b;Sampled=1",
                                        ROOT + ";Parent=00f067aa0ba902bg;Sampled=1",
                                        "Root=1-00000000-000000000000000000000000;" + PARENT + ";Sampled=1",
                                        "Root=1-4bf92f35-77b34da6a3ce929d0e0e473;" + PARENT + ";Sampled=1",
                                        "Root=1-4bf92f35-77b34da6a3ce929d0e0e47361;" + PARENT + ";Sampled=1",
                                        "Root=2-4bf92f35-77b34da6a3ce929d0e0e4736;" + PARENT + ";Sampled=1",
                                        "Root=1-4bf92f3577b34da6a3ce929d0e0e4736;" + PARENT + ";Sampled=1",
                                        "Root=1-4bf92f3g-77b34da6a3ce929d0e0e4736;" + PARENT + ";Sampled=1",
                                        "Root=;" + PARENT + ";Sampled=?",
                                        "Root;" + PARENT + ";Sampled=1")
                                .map(value -> argumentSet("xray " + value, TraceFormat.XRAY, xray(value))),
                        Stream.of(
                                        "",
                                        "0",
                                        "1",
                                        "d",
                                        "-",
                                        "--",
                                        "garbage",
                                        TRACE_ID,
                                        TRACE_ID + "-",
                                        "-" + SPAN_ID + "-1",
                                        TRACE_ID + "-" + SPAN_ID + "-1-1111111111111111-more",
                                        "0".repeat(32) + "-" + SPAN_ID + "-1",
                                        TRACE_ID + "-" + "0".repeat(16) + "-1",
                                        TRACE_ID.substring(1) + "-" + SPAN_ID + "-1",
                                        TRACE_ID + "0-" + SPAN_ID + "-1",
                                        TRACE_ID + "-" + SPAN_ID.substring(1) + "-1",
                                        TRACE_ID.replace('b', 'x') + "-" + SPAN_ID + "-1",
                                        TRACE_ID + "-" + SPAN_ID.replace('b', '\u0660') + "-1")
                                .map(value -> argumentSet("b3 " + value, TraceFormat.B3, b3(value))),
                        Stream.of(
                                        headers("X-B3-TraceId", "", "X-B3-SpanId", SPAN_ID, "X-B3-Sampled", "1"),
                                        headers("X-B3-TraceId", TRACE_ID, "X-B3-Sampled", "1"),
                                        headers("X-B3-SpanId", SPAN_ID, "X-B3-Sampled", "1"),
                                        headers("X-B3-TraceId", TRACE_ID, "X-B3-SpanId", "", "X-B3-Flags", "1"),
                                        headers("X-B3-TraceId", "garbage", "X-B3-SpanId", SPAN_ID),
                                        headers("X-B3-TraceId", TRACE_ID, "X-B3-SpanId", "garbage"),
                                        headers("X-B3-TraceId", "0".repeat(32), "X-B3-SpanId", SPAN_ID),
                                        headers("X-B3-TraceId", TRACE_ID, "X-B3-SpanId", "0".repeat(16)),
                                        headers("X-B3-TraceId", TRACE_ID + TRACE_ID, "X-B3-SpanId", SPAN_ID),
                                        headers("X-B3-Sampled", "0"))
                                .map(headers -> argumentSet("b3multi " + headers, TraceFormat.B3MULTI, headers)),
                        Stream.of(
                                        List.of("", DATADOG_PARENT_ID),
                                        List.of(DATADOG_TRACE_ID, ""),
                                        List.of("0", DATADOG_PARENT_ID),
                                        List.of(DATADOG_TRACE_ID, "0"),
                                        List.of("garbage", DATADOG_PARENT_ID),
                                        List.of(DATADOG_TRACE_ID, "garbage"),
                                        List.of("-1", DATADOG_PARENT_ID),
                                        List.of("+1", DATADOG_PARENT_ID),
                                        List.of("1.5", DATADOG_PARENT_ID),
                                        List.of("0x1f", DATADOG_PARENT_ID),
                                        List.of("\u0661", DATADOG_PARENT_ID),
                                        List.of("18446744073709551616", DATADOG_PARENT_ID),
                                        List.of(DATADOG_TRACE_ID, "99999999999999999999"),
                                        List.of("1".repeat(21), DATADOG_PARENT_ID),
                                        List.of(DATADOG_TRACE_ID, "1".repeat(10_000)))
                                .map(ids -> argumentSet(
                                        "datadog " + shortened(ids),
                                        TraceFormat.DATADOG,
                                        headers(
                                                "x-datadog-trace-id",
                                                ids.get(0),
                                                "x-datadog-parent-id",
                                                ids.get(1),
                                                "x-datadog-sampling-priority",
                                                "1"))))
                .flatMap(arguments -> arguments);
    }

    private static MultiMap garbled(Random random) {
        MultiMap headers = headers();
        List<String> names = List.of(
                "X-Amzn-Trace-Id",
                "b3",
                "X-B3-TraceId",
                "X-B3-SpanId",
                "X-B3-Sampled",
                "X-B3-Flags",
                "x-datadog-trace-id",
                "x-datadog-parent-id",
                "x-datadog-sampling-priority",
                "x-datadog-tags");
        for (String name : names) {
            for (int count = random.nextInt(8) == 0 ? 2 : random.nextInt(8) == 1 ? 0 : 1; count > 0; count--) {
                headers.add(name, garbled(random, valid(name)));
            }
        }
        return headers;
    }

    private static String valid(String name) {
        return switch (name) {
            case "X-Amzn-Trace-Id" -> ROOT + ";" + PARENT + ";Sampled=1";
            case "b3" -> TRACE_ID + "-" + SPAN_ID + "-1";
            case "X-B3-TraceId" -> TRACE_ID;
            case "X-B3-SpanId" -> SPAN_ID;
            case "x-datadog-trace-id" -> DATADOG_TRACE_ID;
            case "x-datadog-parent-id" -> DATADOG_PARENT_ID;
            case "x-datadog-tags" -> DATADOG_TAG;
            default -> "1";
        };
    }

    // Mostly close to what is valid: there the readers have most to decide.
    private static String garbled(Random random, String valid) {
        String alphabet = "0123456789abcdef-=;,?_.ABCDEFxdRootParentSampledLineage \t\u0000\u00ff\u0660\ud83d";
        StringBuilder text = new StringBuilder(random.nextInt(5) == 0 ? "" : valid);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
                default -> text.insert(at, text.substring(0, random.nextInt(text.length() + 1)));
            }
        }
        return text.toString();
    }

    private static MultiMap xray(String value) {
        return headers("x-amzn-trace-id", value);
    }

    private static MultiMap b3(String value) {
        return headers("b3", value);
    }

    private static MultiMap b3multi(String name, String value) {
        return headers("X-B3-TraceId", TRACE_ID, "X-B3-SpanId", SPAN_ID, name, value);
    }

    private static MultiMap datadog(String priority, String tags) {
        return headers(
                "x-datadog-trace-id",
                DATADOG_TRACE_ID,
                "x-datadog-parent-id",
                DATADOG_PARENT_ID,
                "x-datadog-sampling-priority",
                priority,
                "x-datadog-tags",
                tags);
    }

    private static MultiMap headers(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    private static MultiMap injected(TraceFormat format, SpanContext span) {
        MultiMap headers = headers();
        format.inject(span, headers);
        return headers;
    }

    private static SpanContext span(TraceFlags flags) {
        return SpanContext.create(TRACE_ID, SPAN_ID, flags, TraceState.getDefault());
    }

    private static long nonZero(Random random) {
        return random.nextLong() | 1;
    }

    private static String shortened(List<String> ids) {
        String all = ids.toString();
        return all.length() <= 80 ? all : all.substring(0, 80) + "...";
    }
}
