package dev.lintel.trace.sampling;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.trace.CallTrace;
import dev.lintel.trace.CallTracer;
import dev.lintel.trace.ParentSampling;
import dev.lintel.trace.TraceFormat;
import io.opentelemetry.api.trace.TraceId;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code tracing.max_traces_per_second} makes of the share of new traces that is kept. */
final class BoundedShareTest {

    private static final long SECOND = 1_000_000_000;
    private static final String PARENT_ID = "00f067aa0ba902b7";

    private volatile long now = -3 * SECOND / 2;

    @Nested
    class the_share {

        @ParameterizedTest
        @CsvSource({
            // percent, at most, begun in a second, and th then
            "100, 10, 10, 0",
            "100, 10, 20, 8",
            "100, 10, 40, c",
            "100, 5, 40, e",
            "50, 10, 20, 8",
            "25, 10, 20, c",
            "10, 10, 100, e6666666666668",
            "10, 10, 160, f",
            "1, 10, 100, fd70a3d70a3d7",
        })
        void is_as_small_as_it_must_be_and_never_greater_than_the_percentage(
                double percent, int most, int begun, String threshold) {
            RandomSampler sampler = sampler(percent, most);
            begin(sampler, begun);
            now += SECOND;
            assertThat(threshold(sampler.share())).isEqualTo(threshold);
        }

        @Test
        void holds_within_its_second() {
            RandomSampler sampler = sampler(100, 10);
            begin(sampler, 1000);
            assertThat(threshold(sampler.share())).isEqualTo("0");
            now += SECOND / 2 - 1;
            assertThat(threshold(sampler.share())).isEqualTo("0");
            now += 1;
            assertThat(threshold(sampler.share())).isNotEqualTo("0");
        }

        @Test
        void is_that_of_the_fastest_of_the_last_ten_seconds_and_greater_afterwards() {
            RandomSampler sampler = sampler(100, 10);
            begin(sampler, 40);
            for (int second = 0; second < 10; second++) {
                now += SECOND;
                assertThat(threshold(sampler.share())).isEqualTo("c");
                begin(sampler, 19);
            }
            now += SECOND;
            assertThat(threshold(sampler.share())).isEqualTo("8");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 9, 10})
        void is_the_same_after_seconds_in_which_nothing_begins(int seconds) {
            RandomSampler sampler = sampler(100, 10);
            begin(sampler, 40);
            now += seconds * SECOND;
            assertThat(threshold(sampler.share())).isEqualTo("c");
        }

        @ParameterizedTest
        @ValueSource(longs = {11, 1000, Integer.MAX_VALUE})
        void is_all_of_it_after_more_than_ten_of_them(long seconds) {
            RandomSampler sampler = sampler(100, 10);
            begin(sampler, 40);
            now += seconds * SECOND;
            assertThat(threshold(sampler.share())).isEqualTo("0");
        }

        @Test
        void keeps_so_many_of_a_steady_flood() {
            RandomSampler sampler = sampler(100, 20);
            Random random = new Random(7);
            begin(sampler, 5000);
            int kept = 0;
            for (int second = 0; second < 60; second++) {
                now += SECOND;
                kept += IntStream.range(0, 5000)
                        .filter(trace -> sampler.keeps(traceId(random)))
                        .count();
            }
            // Five standard deviations of 60 * 20; the seed is fixed.
            assertThat(kept).isBetween(1200 - 174, 1200 + 174);
        }

        @Test
        void is_counted_by_any_thread() throws InterruptedException {
            RandomSampler sampler = sampler(100, 10);
            CountDownLatch done = new CountDownLatch(4);
            for (int thread = 0; thread < 4; thread++) {
                new Thread(() -> {
                            begin(sampler, 10);
                            done.countDown();
                        })
                        .start();
            }
            done.await();
            now += SECOND;
            assertThat(threshold(sampler.share())).isEqualTo("c");
        }
    }

    @Nested
    class a_trace {

        @Test
        void that_begins_and_is_kept_says_by_which_share() {
            CallTracer tracer = tracer(ParentSampling.RESPECT);
            IntStream.range(0, 40).forEach(call -> tracer.place(headers("")));
            now += SECOND;

            CallTrace kept = IntStream.range(0, 1000)
                    .mapToObj(call -> tracer.place(headers("")))
                    .filter(CallTrace::sampled)
                    .findFirst()
                    .orElseThrow();
            assertThat(kept.state().asMap()).containsExactly(entry("ot", "th:c"));
            assertThat(Threshold.randomness(kept.traceId())).isGreaterThanOrEqualTo(0xc0000000000000L);
        }

        @Test
        void of_a_caller_who_has_decided_neither_counts_nor_is_decided_by_it() {
            CallTracer tracer = tracer(ParentSampling.RESPECT);
            for (int call = 0; call < 1000; call++) {
                assertThat(tracer.place(headers("-01")).sampled()).isTrue();
                assertThat(tracer.place(headers("-00")).sampled()).isFalse();
            }
            now += SECOND;
            CallTrace begun = tracer.place(headers(""));
            assertThat(begun.state().asMap()).containsEntry("ot", "th:0");
        }

        private CallTracer tracer(ParentSampling parents) {
            return new CallTracer(List.of(TraceFormat.B3), parents, sampler(100, 10));
        }

        private MultiMap headers(String flags) {
            MultiMap headers = MultiMap.caseInsensitiveMultiMap();
            return flags.isEmpty()
                    ? headers
                    : headers.add("traceparent", "00-" + "1".repeat(32) + "-" + PARENT_ID + flags);
        }
    }

    private static String threshold(Share share) {
        return String.valueOf(share.stateOfKept().get("ot")).substring("th:".length());
    }

    private RandomSampler sampler(double percent, int maxPerSecond) {
        return new RandomSampler(percent, maxPerSecond, () -> now);
    }

    private static void begin(RandomSampler sampler, int traces) {
        for (int trace = 0; trace < traces; trace++) {
            sampler.share();
        }
    }

    private static String traceId(Random random) {
        return TraceId.fromLongs(random.nextLong(), random.nextLong());
    }
}
