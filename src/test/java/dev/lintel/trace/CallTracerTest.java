package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.trace.sampling.RandomSampler;
import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The place that a call gets in a trace, and what the next one is handed on from there. */
final class CallTracerTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN_ID = "00f067aa0ba902b7";
    private static final String CHILD = "b7ad6b7169203331";
    private static final String STATE = "dd=s:1 ,\tot=rv:80000000000000;x:1,congo=t61rcWkgMzE";

    @Nested
    class without_a_caller {

        @Test
        void a_trace_begins_with_ids_that_are_valid_and_new_each_time() {
            CallTracer tracer = tracer(ParentSampling.RESPECT, 100);
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 10_000; i++) {
                CallTrace trace = tracer.place(headers());

                assertThat(trace.traceId()).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));
                assertThat(trace.spanId()).matches("[0-9a-f]{16}").isNotEqualTo("0".repeat(16));
                assertThat(ids.add(trace.traceId())).isTrue();
                assertThat(ids.add(trace.spanId())).isTrue();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"RESPECT", "IGNORE"})
        void a_trace_has_no_parent_and_no_link(ParentSampling sampling) {
            CallTrace trace = tracer(sampling, 100).place(headers("tracestate", STATE));

            assertThat(trace.parent()).isNull();
            assertThat(trace.link()).isNull();
            assertThat(trace.format()).isEqualTo(TraceFormat.TRACECONTEXT);
            assertThat(trace.state().asMap()).containsOnlyKeys("ot").containsEntry("ot", "th:0");
        }

        @Test
        void a_trace_is_kept_by_the_percentage_and_known_to_be_random_either_way() {
            CallTrace kept = tracer(ParentSampling.RESPECT, 100).place(headers());
            CallTrace dropped = tracer(ParentSampling.RESPECT, 0).place(headers());

            assertThat(kept.sampled()).isTrue();
            assertThat(injected(kept).get("traceparent")).isEqualTo("00-" + kept.traceId() + "-" + CHILD + "-03");
            assertThat(injected(kept).get("tracestate")).isEqualTo("ot=th:0");
            assertThat(dropped.sampled()).isFalse();
            assertThat(injected(dropped).get("traceparent")).isEqualTo("00-" + dropped.traceId() + "-" + CHILD + "-02");
            assertThat(injected(dropped).contains("tracestate")).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "garbage",
                    "00-" + TRACE_ID + "-0000000000000000-01",
                    "00-00000000000000000000000000000000-" + SPAN_ID + "-01",
                    "ff-" + TRACE_ID + "-" + SPAN_ID + "-01",
                    "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN_ID + "-01",
                })
        void is_whoever_cannot_be_read(String traceparent) {
            CallTrace trace = tracer(ParentSampling.RESPECT, 0).place(headers("traceparent", traceparent));

            assertThat(trace.parent()).isNull();
            assertThat(trace.sampled()).isFalse();
            assertThat(trace.traceId()).isNotEqualTo(TRACE_ID);
        }
    }

    @Nested
    class with_a_caller_that_is_respected {

        @ParameterizedTest
        @ValueSource(strings = {"00", "01", "02", "03"})
        void the_trace_goes_on_as_the_caller_says_whatever_the_percentage(String flags) {
            for (double percent : new double[] {0, 100}) {
                CallTrace trace = tracer(ParentSampling.RESPECT, percent)
                        .place(headers("traceparent", traceparent(flags), "tracestate", STATE));

                assertThat(trace.traceId()).isEqualTo(TRACE_ID);
                assertThat(trace.spanId()).isNotEqualTo(SPAN_ID);
                assertThat(trace.sampled()).isEqualTo(flags.endsWith("1") || flags.endsWith("3"));
                assertThat(trace.parent().getTraceId()).isEqualTo(TRACE_ID);
                assertThat(trace.parent().getSpanId()).isEqualTo(SPAN_ID);
                assertThat(trace.parent().isRemote()).isTrue();
                assertThat(trace.link()).isNull();
                assertThat(injected(trace).get("traceparent")).isEqualTo("00-" + TRACE_ID + "-" + CHILD + "-" + flags);
                assertThat(injected(trace).get("tracestate")).isEqualTo(STATE);
            }
        }

        @Test
        void the_callers_headers_give_way_and_baggage_stays() {
            MultiMap headers = headers("TraceParent", traceparent("01"), "tracestate", "a=1", "baggage", "user.id=1");
            CallTrace trace = tracer(ParentSampling.RESPECT, 100).place(headers);

            trace.inject(CHILD, headers);

            assertThat(headers.getAll("traceparent")).containsExactly("00-" + TRACE_ID + "-" + CHILD + "-01");
            assertThat(headers.getAll("tracestate")).containsExactly("a=1");
            assertThat(headers.getAll("baggage")).containsExactly("user.id=1");
        }

        @Test
        void another_format_is_read_and_written_beside_w3cs() {
            CallTrace trace = tracer(ParentSampling.RESPECT, 0).place(headers("b3", TRACE_ID + "-" + SPAN_ID + "-1"));

            assertThat(trace.sampled()).isTrue();
            assertThat(trace.format()).isEqualTo(TraceFormat.B3);
            assertThat(injected(trace).get("b3")).isEqualTo(TRACE_ID + "-" + CHILD + "-1");
            // Nobody has said that it is random.
            assertThat(injected(trace).get("traceparent")).isEqualTo("00-" + TRACE_ID + "-" + CHILD + "-01");
        }
    }

    @Nested
    class with_a_caller_that_is_ignored {

        @Test
        void a_new_trace_begins_that_is_linked_to_the_callers_and_decided_anew() {
            for (double percent : new double[] {0, 100}) {
                CallTrace trace = tracer(ParentSampling.IGNORE, percent)
                        .place(headers("traceparent", traceparent(percent == 0 ? "01" : "00"), "tracestate", STATE));

                assertThat(trace.traceId()).isNotEqualTo(TRACE_ID);
                assertThat(trace.sampled()).isEqualTo(percent == 100);
                assertThat(trace.random()).isTrue();
                assertThat(trace.parent()).isNull();
                assertThat(trace.link().getTraceId()).isEqualTo(TRACE_ID);
                assertThat(trace.link().getSpanId()).isEqualTo(SPAN_ID);
                assertThat(trace.state().get("dd")).isNull();
            }
        }

        @Test
        void the_provider_is_told_in_the_callers_format() {
            CallTrace trace = tracer(ParentSampling.IGNORE, 100).place(headers("b3", TRACE_ID + "-" + SPAN_ID + "-0"));

            assertThat(injected(trace).get("b3")).isEqualTo(trace.traceId() + "-" + CHILD + "-1");
            assertThat(trace.traceId()).isNotEqualTo(TRACE_ID);
        }
    }

    @Test
    void the_caller_is_told_the_span_of_its_own_call() {
        CallTrace trace = tracer(ParentSampling.RESPECT, 100).place(headers("traceparent", traceparent("03")));

        assertThat(trace.traceparent(trace.spanId())).isEqualTo("00-" + TRACE_ID + "-" + trace.spanId() + "-03");
        assertThat(trace.context(CHILD).getSpanId()).isEqualTo(CHILD);
        assertThat(trace.context(CHILD).isSampled()).isTrue();
        assertThat(trace.context(CHILD).isRemote()).isFalse();
    }

    private static CallTracer tracer(ParentSampling sampling, double percent) {
        return new CallTracer(List.of(TraceFormat.B3), sampling, new RandomSampler(percent));
    }

    private static String traceparent(String flags) {
        return "00-" + TRACE_ID + "-" + SPAN_ID + "-" + flags;
    }

    private static MultiMap injected(CallTrace trace) {
        MultiMap headers = headers("traceparent", "of the caller", "tracestate", "of=caller");
        trace.inject(CHILD, headers);
        return headers;
    }

    private static MultiMap headers(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }
}
