package dev.lintel.callers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lintel.callers.limits.Reservation.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What callers may use of their minute and their day, by a clock of the test's own. */
final class LocalLimiterTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:30.250Z");

    private Instant now = NOON;
    private final LocalLimiter limiter = new LocalLimiter(() -> now);

    @Test
    void a_minute_has_as_many_requests_as_the_limit_says_and_no_more() {
        Limits two = new Limits("a", 2, 0, 0);

        assertThat(reserve(two, 0).usage()).isEqualTo(new Usage(1, 0));
        assertThat(reserve(two, 0).usage()).isEqualTo(new Usage(2, 0));
        Reservation third = reserve(two, 0);

        assertThat(third.verdict()).isEqualTo(Verdict.REQUESTS);
        assertThat(third.usage()).isEqualTo(new Usage(2, 0));
    }

    @Test
    void a_minute_begins_with_its_first_call_wherever_the_clock_stands() {
        Limits one = new Limits("a", 1, 0, 0);
        assertThat(reserve(one, 0).resetMillis()).isEqualTo(60_000);

        pass(Duration.ofMillis(59_999));
        Reservation early = reserve(one, 0);
        assertThat(early.verdict()).isEqualTo(Verdict.REQUESTS);
        assertThat(early.resetMillis()).isEqualTo(1);

        pass(Duration.ofMillis(1));
        assertThat(reserve(one, 0).isGranted()).isTrue();
        pass(Duration.ofMillis(59_999));
        assertThat(reserve(one, 0).isGranted()).isFalse();
    }

    @Test
    void what_is_refused_begins_no_minute() {
        Limits limits = new Limits("a", 0, 10, 0);
        assertThat(reserve(limits, 11).verdict()).isEqualTo(Verdict.TOKENS);
        pass(Duration.ofSeconds(30));

        assertThat(reserve(limits, 10).resetMillis()).isEqualTo(60_000);
    }

    @Test
    void a_clock_that_is_set_back_locks_nobody_out() {
        Limits one = new Limits("a", 1, 0, 0);
        reserve(one, 0);
        pass(Duration.ofHours(-1));

        assertThat(reserve(one, 0).isGranted()).isTrue();
    }

    @Test
    void tokens_are_reserved_up_to_the_limit_and_not_beyond() {
        Limits limits = new Limits("a", 0, 100, 0);

        assertThat(reserve(limits, 60).isGranted()).isTrue();
        assertThat(reserve(limits, 41).verdict()).isEqualTo(Verdict.TOKENS);
        assertThat(reserve(limits, 40).usage()).isEqualTo(new Usage(2, 100));
    }

    @Test
    void what_was_not_used_is_given_back_within_the_minute() {
        Limits limits = new Limits("a", 0, 100, 0);
        limiter.settle(reserve(limits, 90), 30, 0);

        assertThat(reserve(limits, 71).verdict()).isEqualTo(Verdict.TOKENS);
        assertThat(reserve(limits, 70).usage().tokens()).isEqualTo(100);
    }

    @Test
    void what_was_reserved_in_a_minute_that_is_over_is_not_given_back_to_the_next() {
        Limits limits = new Limits("a", 0, 100, 0);
        Reservation old = reserve(limits, 90);
        pass(Duration.ofMinutes(1));
        reserve(limits, 100);
        limiter.settle(old, 0, 0);

        assertThat(reserve(limits, 1).verdict()).isEqualTo(Verdict.TOKENS);
    }

    @Test
    void what_was_used_beyond_the_reservation_counts_in_the_minute_that_runs() {
        Limits limits = new Limits("a", 0, 100, 0);
        Reservation old = reserve(limits, 10);
        pass(Duration.ofMinutes(1));
        reserve(limits, 20);
        limiter.settle(old, 60, 0);

        assertThat(reserve(limits, 31).verdict()).isEqualTo(Verdict.TOKENS);
        assertThat(reserve(limits, 30).usage().tokens()).isEqualTo(100);
    }

    @Test
    void a_budget_is_spent_until_the_day_is_over_by_utc() {
        Limits limits = new Limits("a", 0, 0, 1.0);
        limiter.settle(reserve(limits, 0), 5, 0.6);
        Reservation second = reserve(limits, 0);
        assertThat(second.isGranted()).isTrue();
        limiter.settle(second, 5, 0.4);

        Reservation third = reserve(limits, 0);
        assertThat(third.verdict()).isEqualTo(Verdict.BUDGET);
        assertThat(now.plusMillis(third.resetMillis())).isEqualTo(Instant.parse("2026-11-28T00:00:00Z"));
        now = Instant.parse("2026-11-27T23:59:59.999Z");
        assertThat(reserve(limits, 0).isGranted()).isFalse();
        now = Instant.parse("2026-11-28T00:00:00Z");
        assertThat(reserve(limits, 0).isGranted()).isTrue();
    }

    @Test
    void a_spent_budget_goes_before_used_up_requests_and_these_before_tokens() {
        Limits limits = new Limits("a", 1, 1, 1.0);
        Reservation first = reserve(limits, 1);

        assertThat(reserve(limits, 1).verdict()).isEqualTo(Verdict.REQUESTS);
        limiter.settle(first, 1, 1.0);
        assertThat(reserve(limits, 1).verdict()).isEqualTo(Verdict.BUDGET);
    }

    @Test
    void callers_do_not_share() {
        assertThat(reserve(new Limits("a", 1, 0, 0), 0).isGranted()).isTrue();
        assertThat(reserve(new Limits("b", 1, 0, 0), 0).isGranted()).isTrue();
        assertThat(reserve(new Limits("a", 1, 0, 0), 0).isGranted()).isFalse();
    }

    @Test
    void many_at_once_get_exactly_what_there_is() throws Exception {
        Limits limits = new Limits("a", 1000, 0, 0);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Integer>> granted = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            granted.add(threads.submit(() -> {
                start.await();
                int own = 0;
                for (int call = 0; call < 1000; call++) {
                    own += reserve(limits, 0).isGranted() ? 1 : 0;
                }
                return own;
            }));
        }
        start.countDown();
        int all = 0;
        for (Future<Integer> own : granted) {
            all += own.get();
        }
        threads.shutdown();

        assertThat(all).isEqualTo(1000);
    }

    @Test
    void costs_of_many_calls_add_up() {
        Limits limits = new Limits("a", 0, 0, 0.3);
        int calls = 0;
        for (Reservation next = reserve(limits, 0); next.isGranted(); next = reserve(limits, 0)) {
            limiter.settle(next, 1, 0.01);
            calls++;
        }

        assertThat(calls).isCloseTo(30, within(1));
    }

    private Reservation reserve(Limits limits, long tokens) {
        return limiter.reserve(limits, tokens, late -> {
            throw new AssertionError("It is known at once");
        });
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
