package dev.lintel.telemetry.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moments are nanoseconds on a clock that may begin anywhere. */
final class TokenBucketTest {

    private static final long SECOND = 1_000_000_000;

    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - SECOND / 2, Long.MIN_VALUE})
    void lets_as_many_pass_at_once_as_flow_in_within_a_second_and_no_more(long now) {
        TokenBucket bucket = new TokenBucket(now);

        assertThat(taken(bucket, 20, now, 100)).isEqualTo(20);
    }

    @Test
    void is_no_fuller_for_having_waited_long() {
        TokenBucket bucket = new TokenBucket(0);

        assertThat(taken(bucket, 20, 3600 * SECOND, 100)).isEqualTo(20);
    }

    @Test
    void fills_evenly() {
        TokenBucket bucket = new TokenBucket(0);
        taken(bucket, 20, 0, 20);

        assertThat(bucket.take(20, SECOND / 20 - 1)).isFalse();
        assertThat(bucket.take(20, SECOND / 20)).isTrue();
        assertThat(bucket.take(20, SECOND / 20)).isFalse();
        assertThat(taken(bucket, 20, SECOND / 2, 100)).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20, 999})
    void lets_those_pass_in_a_minute_of_a_flood_that_flow_in_and_those_it_held(int perSecond) {
        TokenBucket bucket = new TokenBucket(0);
        long passed = LongStream.range(0, 60 * 5000)
                .filter(arrival -> bucket.take(perSecond, arrival * SECOND / 5000))
                .count();

        assertThat(passed).isBetween(60L * perSecond, 61L * perSecond);
    }

    @Test
    void may_be_told_another_number_at_any_time() {
        TokenBucket bucket = new TokenBucket(0);

        assertThat(taken(bucket, 1, 0, 5)).isEqualTo(1);
        assertThat(taken(bucket, 1000, SECOND, 5000)).isEqualTo(1000);
        assertThat(taken(bucket, Integer.MAX_VALUE, 2 * SECOND, 5000)).isEqualTo(5000);
    }

    private static long taken(TokenBucket bucket, int perSecond, long now, int tries) {
        return LongStream.range(0, tries)
                .filter(attempt -> bucket.take(perSecond, now))
                .count();
    }
}
