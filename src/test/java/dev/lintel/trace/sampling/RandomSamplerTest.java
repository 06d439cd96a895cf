package dev.lintel.trace.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.trace.CallTrace;
import dev.lintel.trace.CallTracer;
import dev.lintel.trace.ParentSampling;
import dev.lintel.trace.TraceFormat;
import io.opentelemetry.api.trace.TraceId;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RandomSamplerTest {

    private static final int TRACES = 20_000;
    private static final String PARENT_ID = "00f067aa0ba902b7";

    /** Randomness zero: of new traces kept by no share but 100 percent. */
    private static final String UNLUCKY = "4bf92f3577b34da6a300000000000000";

    /** The greatest randomness: of new traces kept by every share but 0 percent. */
    private static final String LUCKY = "4bf92f3577b34da6a3ffffffffffffff";

    @Nested
    class of_new_traces {

        @Test
        void none_is_kept_at_0() {
            assertThat(kept(new RandomSampler(0))).isZero();
            assertThat(isKept(new RandomSampler(0), LUCKY)).isFalse();
        }

        @Test
        void every_one_is_kept_at_100() {
            assertThat(kept(new RandomSampler(100))).isEqualTo(TRACES);
            assertThat(isKept(new RandomSampler(100), UNLUCKY)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(doubles = {0.5, 10, 33.3, 50, 99})
        void the_given_share_is_kept_within_chance(double percent) {
            double share = percent / 100;
            // Five standard deviations: the seed is fixed, so this holds always or never.
            double bound = 5 * Math.sqrt(TRACES * share * (1 - share));

            assertThat((double) kept(new RandomSampler(percent)))
                    .isBetween(TRACES * share - bound, TRACES * share + bound);
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, 1, 10, 50, 100})
        void every_sampler_of_the_same_share_keeps_the_same(double percent) {
            RandomSampler one = new RandomSampler(percent);
            RandomSampler other = new RandomSampler(percent);
            Random random = new Random(11);
            for (int i = 0; i < TRACES; i++) {
                String traceId = traceId(random);
                assertThat(isKept(one, traceId)).isEqualTo(isKept(other, traceId));
            }
        }

        @Test
        void those_kept_by_a_smaller_share_are_kept_by_a_greater_one() {
            RandomSampler few = new RandomSampler(10);
            RandomSampler more = new RandomSampler(50);
            Random random = new Random(12);
            for (int i = 0; i < TRACES; i++) {
                String traceId = traceId(random);
                assertThat(!isKept(few, traceId) || isKept(more, traceId)).isTrue();
            }
        }

        @ParameterizedTest
        @CsvSource({"100,th:0", "50,th:8", "25,th:c", "10,th:e6666666666668", "1,th:fd70a3d70a3d7"})
        void those_kept_carry_the_threshold(double percent, String ot) {
            CallTrace kept = begun(new RandomSampler(percent), true);

            assertThat(new RandomSampler(percent).keeps(kept.traceId())).isTrue();
            assertThat(kept.state().asMap()).containsExactly(Map.entry("ot", ot));
            assertThat(injected(kept).get("tracestate")).isEqualTo("ot=" + ot);
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, 10, 50})
        void those_not_kept_carry_none(double percent) {
            CallTrace dropped = begun(new RandomSampler(percent), false);

            assertThat(new RandomSampler(percent).keeps(dropped.traceId())).isFalse();
            assertThat(dropped.state().isEmpty()).isTrue();
            assertThat(injected(dropped).contains("tracestate")).isFalse();
        }
    }

    @Nested
    class under_a_parent {

        @ParameterizedTest
        @ValueSource(doubles = {0, 10, 100})
        void a_sampled_one_is_kept_with(double percent) {
            assertThat(underParent(new RandomSampler(percent), UNLUCKY, "01", "")
                            .sampled())
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, 10, 100})
        void an_unsampled_one_is_not_kept_with(double percent) {
            assertThat(underParent(new RandomSampler(percent), LUCKY, "00", "").sampled())
                    .isFalse();
        }

        @Test
        void the_sampled_flag_alone_decides() {
            RandomSampler sampler = new RandomSampler(100);

            assertThat(underParent(sampler, LUCKY, "02", "").sampled()).isFalse();
            assertThat(underParent(sampler, LUCKY, "03", "").sampled()).isTrue();
        }

        @Test
        void no_threshold_is_added() {
            assertThat(stateUnder("01", "dd=s:1")).containsOnlyKeys("dd");
            assertThat(stateUnder("00", "dd=s:1")).containsOnlyKeys("dd");
        }

        @Test
        void a_threshold_stays_that_the_traces_randomness_is_not_below() {
            assertThat(stateUnder("01", "ot", "th:8;rv:80000000000000")).containsEntry("ot", "th:8;rv:80000000000000");
        }

        @Test
        void a_threshold_alone_goes_when_the_trace_is_not_sampled() {
            assertThat(stateUnder("00", "ot", "th:8;rv:80000000000000")).containsEntry("ot", "rv:80000000000000");
        }

        @Test
        void a_threshold_alone_goes_when_the_traces_randomness_is_below_it() {
            assertThat(stateUnder("01", "ot", "th:8;rv:7fffffffffffff")).containsEntry("ot", "rv:7fffffffffffff");
        }

        @Test
        void one_that_is_invalid_counts_as_none() {
            CallTrace kept = underParent(new RandomSampler(100), "0".repeat(32), "00", "");
            CallTrace dropped = underParent(new RandomSampler(0), "0".repeat(32), "01", "");

            assertThat(kept.sampled()).isTrue();
            assertThat(kept.parent()).isNull();
            assertThat(dropped.sampled()).isFalse();
            assertThat(dropped.parent()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 101, 250, Double.NaN})
    void a_share_that_is_no_percentage_is_refused(double percent) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RandomSampler(percent))
                .withMessage(percent + " is not a percentage from 0 to 100");
    }

    private static int kept(RandomSampler sampler) {
        Random random = new Random(10);
        int kept = 0;
        for (int i = 0; i < TRACES; i++) {
            kept += isKept(sampler, traceId(random)) ? 1 : 0;
        }
        return kept;
    }

    // A caller that writes its ids alone leaves it to others whether the trace is kept.
    private static boolean isKept(RandomSampler sampler, String traceId) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("b3", traceId + "-" + PARENT_ID);
        CallTrace place = tracer(sampler).place(headers);
        assertThat(place.traceId()).isEqualTo(traceId);
        return place.sampled();
    }

    /** A trace that begins here, the first that is kept or is not. */
    private static CallTrace begun(RandomSampler sampler, boolean kept) {
        CallTracer tracer = tracer(sampler);
        return Stream.generate(() -> tracer.place(MultiMap.caseInsensitiveMultiMap()))
                .limit(TRACES)
                .filter(trace -> trace.sampled() == kept)
                .findFirst()
                .orElseThrow();
    }

    private static MultiMap injected(CallTrace trace) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        trace.inject(PARENT_ID, headers);
        return headers;
    }

    private static Map<String, String> stateUnder(String flags, String state) {
        return underParent(new RandomSampler(100), UNLUCKY, flags, state)
                .state()
                .asMap();
    }

    private static Map<String, String> stateUnder(String flags, String key, String value) {
        return stateUnder(flags, key + "=" + value);
    }

    private static CallTrace underParent(RandomSampler sampler, String traceId, String flags, String state) {
        MultiMap headers =
                MultiMap.caseInsensitiveMultiMap().add("traceparent", "00-" + traceId + "-" + PARENT_ID + "-" + flags);
        if (!state.isEmpty()) {
            headers.add("tracestate", state);
        }
        return tracer(sampler).place(headers);
    }

    private static CallTracer tracer(RandomSampler sampler) {
        return new CallTracer(List.of(TraceFormat.B3), ParentSampling.RESPECT, sampler);
    }

    private static String traceId(Random random) {
        return TraceId.fromLongs(random.nextLong(), random.nextLong());
    }
}
