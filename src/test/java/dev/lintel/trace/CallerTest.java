package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CallerTest {

    private static final String W3C_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String XRAY_ID = "1".repeat(32);
    private static final String B3_ID = "2".repeat(32);
    private static final String B3MULTI_ID = "3".repeat(32);
    private static final String SPAN_ID = "00f067aa0ba902b7";
    private static final String TRACEPARENT = "00-" + W3C_ID + "-" + SPAN_ID + "-01";

    private static final List<TraceFormat> EVERY_FORMAT = List.of(TraceFormat.values());

    @Nested
    class by_w3c_trace_context {

        @Test
        void is_told_with_its_tracestate() {
            Caller caller = read(headers("traceparent", TRACEPARENT, "tracestate", "dd=s:1, 0a=b"), EVERY_FORMAT)
                    .orElseThrow();

            assertThat(caller.span().getTraceId()).isEqualTo(W3C_ID);
            assertThat(caller.span().getSpanId()).isEqualTo(SPAN_ID);
            assertThat(caller.span().isRemote()).isTrue();
            assertThat(HeaderTraceState.header(caller.span().getTraceState())).isEqualTo("dd=s:1, 0a=b");
            assertThat(caller.format()).isEqualTo(TraceFormat.TRACECONTEXT);
        }

        @ParameterizedTest
        @CsvSource({"00,false,false", "01,true,false", "02,false,true", "03,true,true", "fd,true,false"})
        void is_told_sampled_and_random_by_its_flags(String flags, boolean sampled, boolean random) {
            Caller caller = read(headers("traceparent", TRACEPARENT.substring(0, 53) + flags), List.of())
                    .orElseThrow();

            assertThat(caller.span().isSampled()).isEqualTo(sampled);
            assertThat(caller.random()).isEqualTo(random);
        }

        @Test
        void is_told_before_all_others_whatever_their_order() {
            MultiMap headers = everyFormat().add("traceparent", TRACEPARENT);

            for (List<TraceFormat> formats : List.of(
                    EVERY_FORMAT,
                    List.of(TraceFormat.XRAY, TraceFormat.B3, TraceFormat.TRACECONTEXT),
                    List.of(TraceFormat.DATADOG),
                    List.<TraceFormat>of())) {
                assertThat(read(headers, formats)).hasValueSatisfying(caller -> {
                    assertThat(caller.span().getTraceId()).isEqualTo(W3C_ID);
                    assertThat(caller.format()).isEqualTo(TraceFormat.TRACECONTEXT);
                });
            }
        }

        @Test
        void loses_an_invalid_tracestate_alone() {
            Caller caller = read(headers("traceparent", TRACEPARENT, "tracestate", "A=1"), List.of())
                    .orElseThrow();

            assertThat(caller.span().getTraceId()).isEqualTo(W3C_ID);
            assertThat(caller.span().getTraceState()).isEqualTo(TraceState.getDefault());
        }
    }

    @Nested
    class with_a_malformed_traceparent {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "garbage",
                    "00-" + "0" + "-1-01",
                    "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
                })
        void is_none_and_its_tracestate_with_it(String traceparent) {
            assertThat(read(headers("traceparent", traceparent, "tracestate", "a=1"), EVERY_FORMAT))
                    .isEmpty();
        }

        @Test
        void is_none_when_there_are_two() {
            assertThat(read(headers("traceparent", TRACEPARENT, "traceparent", TRACEPARENT), EVERY_FORMAT))
                    .isEmpty();
        }

        @Test
        void is_read_in_another_format_and_without_tracestate() {
            MultiMap headers = everyFormat().add("traceparent", "garbage").add("tracestate", "a=1");

            assertThat(read(headers, List.of(TraceFormat.B3))).hasValueSatisfying(caller -> {
                assertThat(caller.span().getTraceId()).isEqualTo(B3_ID);
                assertThat(caller.span().getTraceState().isEmpty()).isTrue();
            });
        }

        @Test
        void keeps_all_its_headers_as_they_came() {
            MultiMap headers = headers("traceparent", "garbage", "tracestate", "A=1", "baggage", "a=1;b , c=\"");

            read(headers, EVERY_FORMAT);

            assertThat(headers.entries())
                    .extracting(Object::toString)
                    .containsExactly("traceparent=garbage", "tracestate=A=1", "baggage=a=1;b , c=\"");
        }
    }

    @Nested
    class by_another_format {

        @Test
        void is_the_first_in_the_configured_order() {
            assertThat(formatOf(TraceFormat.XRAY, TraceFormat.B3, TraceFormat.B3MULTI))
                    .isEqualTo(TraceFormat.XRAY);
            assertThat(formatOf(TraceFormat.B3MULTI, TraceFormat.B3, TraceFormat.XRAY))
                    .isEqualTo(TraceFormat.B3MULTI);
            assertThat(formatOf(TraceFormat.TRACECONTEXT, TraceFormat.BAGGAGE, TraceFormat.DATADOG, TraceFormat.B3))
                    .isEqualTo(TraceFormat.DATADOG);
        }

        @Test
        void is_the_next_when_the_first_cannot_be_read() {
            MultiMap headers = everyFormat().set("x-amzn-trace-id", "garbage");

            assertThat(read(headers, List.of(TraceFormat.XRAY, TraceFormat.B3)))
                    .hasValueSatisfying(
                            caller -> assertThat(caller.span().getTraceId()).isEqualTo(B3_ID));
        }

        @Test
        void is_none_that_is_not_configured() {
            assertThat(read(everyFormat(), List.of(TraceFormat.TRACECONTEXT, TraceFormat.BAGGAGE)))
                    .isEmpty();
        }

        @Test
        void is_not_known_to_have_a_random_trace_id() {
            assertThat(read(everyFormat(), List.of(TraceFormat.B3)))
                    .hasValueSatisfying(caller -> assertThat(caller.random()).isFalse());
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void is_decided_about_if_it_has_not_decided(boolean kept) {
            MultiMap headers = headers("b3", B3_ID + "-" + SPAN_ID);

            assertThat(Caller.read(headers, List.of(TraceFormat.B3), id -> kept && id.equals(B3_ID)))
                    .hasValueSatisfying(caller -> assertThat(caller.span().getTraceFlags())
                            .isEqualTo(kept ? TraceFlags.getSampled() : TraceFlags.getDefault()));
        }

        private static TraceFormat formatOf(TraceFormat... formats) {
            return read(everyFormat(), List.of(formats)).orElseThrow().format();
        }
    }

    @Test
    void there_is_none_without_headers() {
        assertThat(read(headers(), EVERY_FORMAT)).isEmpty();
        assertThat(read(headers("tracestate", "a=1", "baggage", "a=1"), EVERY_FORMAT))
                .isEmpty();
    }

    private static Optional<Caller> read(MultiMap headers, List<TraceFormat> formats) {
        return Caller.read(headers, formats, id -> true);
    }

    private static MultiMap everyFormat() {
        return headers(
                "x-amzn-trace-id",
                "Root=1-11111111-" + XRAY_ID.substring(8) + ";Parent=" + SPAN_ID + ";Sampled=1",
                "b3",
                B3_ID + "-" + SPAN_ID + "-1",
                "x-b3-traceid",
                B3MULTI_ID,
                "x-b3-spanid",
                SPAN_ID,
                "x-b3-sampled",
                "1",
                "x-datadog-trace-id",
                "4",
                "x-datadog-parent-id",
                "5",
                "x-datadog-sampling-priority",
                "1");
    }

    private static MultiMap headers(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }
}
