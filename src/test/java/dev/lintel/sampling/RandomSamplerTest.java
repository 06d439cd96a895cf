package dev.lintel.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
            SamplingResult result = sample(new RandomSampler(percent), Context.root(), LUCKY);

            TraceState state = result.getUpdatedTraceState(TraceState.getDefault());
            assertThat(state.asMap()).containsExactly(Map.entry("ot", ot));
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, 10, 50})
        void those_not_kept_carry_none(double percent) {
            SamplingResult result = sample(new RandomSampler(percent), Context.root(), UNLUCKY);

            assertThat(result.getDecision()).isEqualTo(SamplingDecision.DROP);
            assertThat(result.getUpdatedTraceState(TraceState.getDefault()).isEmpty())
                    .isTrue();
        }
    }

    @Nested
    class under_a_parent {

        @ParameterizedTest
        @ValueSource(doubles = {0, 10, 100})
        void a_sampled_one_is_kept_with(double percent) {
            assertThat(isKept(new RandomSampler(percent), parent(TraceFlags.getSampled(), ""), UNLUCKY))
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(doubles = {0, 10, 100})
        void an_unsampled_one_is_not_kept_with(double percent) {
            assertThat(isKept(new RandomSampler(percent), parent(TraceFlags.getDefault(), ""), LUCKY))
                    .isFalse();
        }

        @Test
        void the_sampled_flag_alone_decides() {
            RandomSampler sampler = new RandomSampler(100);

            assertThat(isKept(sampler, parent(TraceFlags.fromByte((byte) 0x02), ""), LUCKY))
                    .isFalse();
            assertThat(isKept(sampler, parent(TraceFlags.fromByte((byte) 0x03), ""), LUCKY))
                    .isTrue();
        }

        @Test
        void no_threshold_is_added() {
            assertThat(stateUnder(TraceFlags.getSampled(), "dd=s:1")).containsOnlyKeys("dd");
            assertThat(stateUnder(TraceFlags.getDefault(), "dd=s:1")).containsOnlyKeys("dd");
        }

        @Test
        void a_threshold_stays_that_the_traces_randomness_is_not_below() {
            assertThat(stateUnder(TraceFlags.getSampled(), "ot", "th:8;rv:80000000000000"))
                    .containsEntry("ot", "th:8;rv:80000000000000");
        }

        @Test
        void a_threshold_alone_goes_when_the_trace_is_not_sampled() {
            assertThat(stateUnder(TraceFlags.getDefault(), "ot", "th:8;rv:80000000000000"))
                    .containsEntry("ot", "rv:80000000000000");
        }

        @Test
        void a_threshold_alone_goes_when_the_traces_randomness_is_below_it() {
            assertThat(stateUnder(TraceFlags.getSampled(), "ot", "th:8;rv:7fffffffffffff"))
                    .containsEntry("ot", "rv:7fffffffffffff");
        }

        @Test
        void one_that_is_invalid_counts_as_none() {
            Context invalid = Context.root().with(Span.getInvalid());

            assertThat(isKept(new RandomSampler(100), invalid, UNLUCKY)).isTrue();
            assertThat(isKept(new RandomSampler(0), invalid, LUCKY)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 101, 250, Double.NaN})
    void a_share_that_is_no_percentage_is_refused(double percent) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RandomSampler(percent))
                .withMessage(percent + " is not a percentage from 0 to 100");
    }

    @Test
    void the_description_names_the_share() {
        assertThat(new RandomSampler(12.5).getDescription()).isEqualTo("RandomSampler{12.5%}");
    }

    private static int kept(RandomSampler sampler) {
        Random random = new Random(10);
        int kept = 0;
        for (int i = 0; i < TRACES; i++) {
            kept += isKept(sampler, traceId(random)) ? 1 : 0;
        }
        return kept;
    }

    private static boolean isKept(RandomSampler sampler, String traceId) {
        return isKept(sampler, Context.root(), traceId);
    }

    private static boolean isKept(RandomSampler sampler, Context parent, String traceId) {
        return sample(sampler, parent, traceId).getDecision() == SamplingDecision.RECORD_AND_SAMPLE;
    }

    private static SamplingResult sample(RandomSampler sampler, Context parent, String traceId) {
        return sampler.shouldSample(parent, traceId, "POST", SpanKind.SERVER, Attributes.empty(), List.of());
    }

    private static Map<String, String> stateUnder(TraceFlags flags, String state) {
        return stateUnder(flags, state.split("=")[0], state.split("=")[1]);
    }

    private static Map<String, String> stateUnder(TraceFlags flags, String key, String value) {
        Context parent = parent(flags, key + "=" + value);
        TraceState received = Span.fromContext(parent).getSpanContext().getTraceState();
        return sample(new RandomSampler(100), parent, LUCKY)
                .getUpdatedTraceState(received)
                .asMap();
    }

    private static Context parent(TraceFlags flags, String state) {
        TraceState received = TraceState.getDefault();
        if (!state.isEmpty()) {
            String[] member = state.split("=");
            received = TraceState.builder().put(member[0], member[1]).build();
        }
        return Context.root().with(Span.wrap(SpanContext.createFromRemoteParent(UNLUCKY, PARENT_ID, flags, received)));
    }

    private static String traceId(Random random) {
        return TraceId.fromLongs(random.nextLong(), random.nextLong());
    }
}
