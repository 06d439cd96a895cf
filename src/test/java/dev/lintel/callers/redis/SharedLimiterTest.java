package dev.lintel.callers.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.callers.limits.Limits;
import dev.lintel.callers.limits.Reservation;
import dev.lintel.callers.limits.Reservation.Usage;
import dev.lintel.callers.limits.Verdict;
import dev.lintel.callers.redis.SharedLimiter.WhenDown;
import dev.lintel.testing.DeafPort;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RedisServer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits that several Lintels share by a real Redis, and what holds while it is down. */
final class SharedLimiterTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final Limits MANY = new Limits("a", 1_000_000, 0, 0);

    private final Vertx vertx = Vertx.vertx();
    private final Context eventLoop = vertx.getOrCreateContext();
    private final List<SharedLimiter> limiters = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        limiters.forEach(SharedLimiter::close);
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Nested
    class with_redis {

        private final RedisServer redis = RedisServer.started();

        @AfterEach
        void stop() {
            redis.close();
        }

        @Test
        void two_lintels_let_exactly_as_many_pass_as_the_limit_says() {
            Limits hundred = new Limits("a", 100, 0, 0);
            SharedLimiter one = limiter(redis.url(), WhenDown.OPEN);
            SharedLimiter two = limiter(redis.url(), WhenDown.OPEN);
            Context otherLoop = vertx.getOrCreateContext();
            List<CompletableFuture<Reservation>> asked = new ArrayList<>();
            for (int call = 0; call < 150; call++) {
                asked.add(ask(eventLoop, one, hundred, 0));
                asked.add(ask(otherLoop, two, hundred, 0));
            }

            assertThat(asked.stream().map(SharedLimiterTest::get).filter(Reservation::isGranted))
                    .hasSize(100);
            assertThat(asked.stream().map(SharedLimiterTest::get).map(Reservation::by))
                    .containsOnly(one, two);
            Reservation more = reserve(one, hundred, 0);
            assertThat(more.verdict()).isEqualTo(Verdict.REQUESTS);
            assertThat(more.usage().requests()).isEqualTo(100);
            assertThat(more.resetMillis()).isBetween(1L, 60_000L);
        }

        @Test
        void a_minute_that_is_over_leaves_nothing() {
            Limits one = new Limits("a", 1, 0, 0);
            SharedLimiter limiter = limiter(redis.url(), WhenDown.OPEN);
            Reservation first = reserve(limiter, one, 0);
            assertThat(first.resetMillis()).isEqualTo(60_000);
            assertThat(Long.parseLong(redis.ask("PTTL lintel:{a}:minute").substring(1)))
                    .isBetween(1L, 60_000L);
            assertThat(reserve(limiter, one, 0).isGranted()).isFalse();

            endMinute();
            Reservation next = reserve(limiter, one, 0);
            assertThat(next.usage()).isEqualTo(new Usage(1, 0));
            assertThat(next.window()).isNotEqualTo(first.window());
        }

        @Test
        void a_second_call_does_not_make_the_minute_longer() {
            SharedLimiter limiter = limiter(redis.url(), WhenDown.OPEN);
            reserve(limiter, MANY, 0);
            redis.ask("PEXPIRE lintel:{a}:minute 30000");

            assertThat(reserve(limiter, MANY, 0).resetMillis()).isBetween(1L, 30_000L);
            assertThat(Long.parseLong(redis.ask("PTTL lintel:{a}:minute").substring(1)))
                    .isBetween(1L, 30_000L);
        }

        @Test
        void tokens_are_reserved_and_what_was_not_used_is_given_back() {
            Limits limits = new Limits("a", 0, 100, 0);
            SharedLimiter limiter = limiter(redis.url(), WhenDown.OPEN);
            Reservation reserved = reserve(limiter, limits, 90);
            assertThat(reserve(limiter, limits, 11).verdict()).isEqualTo(Verdict.TOKENS);

            settle(limiter, reserved, 30, 0);
            assertThat(reserve(limiter, limits, 71).verdict()).isEqualTo(Verdict.TOKENS);
            assertThat(reserve(limiter, limits, 70).usage()).isEqualTo(new Usage(2, 100));
        }

        @Test
        void of_a_minute_that_is_over_nothing_is_given_back_and_what_was_used_beyond_counts_in_the_next() {
            Limits limits = new Limits("a", 0, 100, 0);
            SharedLimiter limiter = limiter(redis.url(), WhenDown.OPEN);
            Reservation less = reserve(limiter, limits, 50);
            Reservation more = reserve(limiter, limits, 10);
            endMinute();
            reserve(limiter, limits, 20);
            settle(limiter, less, 0, 0);
            settle(limiter, more, 40, 0);

            assertThat(reserve(limiter, limits, 50).usage()).isEqualTo(new Usage(2, 100));
        }

        @Test
        void what_was_used_beyond_counts_though_no_minute_runs() {
            Limits limits = new Limits("a", 0, 100, 0);
            SharedLimiter limiter = limiter(redis.url(), WhenDown.OPEN);
            Reservation reserved = reserve(limiter, limits, 10);
            endMinute();
            settle(limiter, reserved, 70, 0);

            assertThat(Long.parseLong(redis.ask("PTTL lintel:{a}:minute").substring(1)))
                    .isBetween(1L, 60_000L);
            assertThat(reserve(limiter, limits, 41).verdict()).isEqualTo(Verdict.TOKENS);
            assertThat(reserve(limiter, limits, 40).isGranted()).isTrue();
        }

        @Test
        void a_budget_is_spent_by_all_together_and_kept_for_two_days() {
            Limits limits = new Limits("a", 0, 0, 1.0);
            SharedLimiter one = limiter(redis.url(), WhenDown.OPEN);
            SharedLimiter two = limiter(redis.url(), WhenDown.OPEN);
            settle(one, reserve(one, limits, 0), 5, 0.75);
            settle(two, reserve(two, limits, 0), 5, 0.25);

            Reservation spent = reserve(one, limits, 0);
            assertThat(spent.verdict()).isEqualTo(Verdict.BUDGET);
            assertThat(spent.resetMillis()).isEqualTo(12 * 60 * 60 * 1000);
            assertThat(redis.ask("TTL lintel:{a}:spent:2026-11-27")).isIn(":172800", ":172799");
        }

        @Test
        void callers_do_not_share() {
            SharedLimiter limiter = limiter(redis.url(), WhenDown.OPEN);
            assertThat(reserve(limiter, new Limits("a", 1, 0, 0), 0).isGranted())
                    .isTrue();
            assertThat(reserve(limiter, new Limits("b", 1, 0, 0), 0).isGranted())
                    .isTrue();
            assertThat(reserve(limiter, new Limits("a", 1, 0, 0), 0).isGranted())
                    .isFalse();
        }

        @Test
        void a_redis_that_is_killed_and_started_again_is_asked_again() {
            SharedLimiter limiter = limiter(redis.url(), WhenDown.OPEN);
            assertThat(reserve(limiter, MANY, 0).by()).isSameAs(limiter);
            redis.kill();
            assertThat(reserve(limiter, MANY, 0).by()).isNotSameAs(limiter);

            redis.start();
            Reservation back = reserveUntil(limiter, reserved -> reserved.by() == limiter);
            assertThat(back.usage().requests()).isEqualTo(1);
        }

        @Test
        void a_redis_that_stands_still_holds_nobody_up_and_is_asked_again_when_it_goes_on() {
            SharedLimiter limiter = limiter(redis.url(), WhenDown.CLOSED);
            assertThat(reserve(limiter, MANY, 0).isGranted()).isTrue();
            redis.freeze();
            assertThat(reserve(limiter, MANY, 0).verdict()).isEqualTo(Verdict.UNAVAILABLE);

            redis.thaw();
            reserveUntil(limiter, Reservation::isGranted);
        }

        @Test
        void what_cannot_be_settled_counts_in_this_process() {
            Limits limits = new Limits("a", 0, 0, 1.0);
            SharedLimiter limiter = limiter(redis.url(), WhenDown.OPEN);
            Reservation granted = reserve(limiter, limits, 0);
            redis.kill();
            settle(limiter, granted, 0, 1.0);
            reserveUntil(limiter, reserved -> reserved.verdict() == Verdict.BUDGET);
        }

        @Test
        void a_command_that_is_refused_is_as_if_redis_were_down() {
            SharedLimiter limiter = limiter(redis.url(), WhenDown.CLOSED);
            assertThat(redis.ask("ACL SETUSER default -eval")).isEqualTo("+OK");
            assertThat(reserve(limiter, MANY, 0).verdict()).isEqualTo(Verdict.UNAVAILABLE);
        }

        private void endMinute() {
            assertThat(redis.ask("DEL lintel:{a}:minute")).isEqualTo(":1");
        }
    }

    @Nested
    class without_redis {

        @ParameterizedTest
        @EnumSource(WhenDown.class)
        void a_redis_that_is_down_at_the_start(WhenDown whenDown) {
            try (DeafPort port = DeafPort.open()) {
                assertDown(limiter("redis://127.0.0.1:" + port.number(), whenDown), whenDown);
            }
        }

        @ParameterizedTest
        @EnumSource(WhenDown.class)
        void a_redis_that_never_answers(WhenDown whenDown) throws IOException {
            // The system takes the connection; nobody ever reads from it.
            try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
                assertDown(limiter("redis://127.0.0.1:" + silent.getLocalPort(), whenDown), whenDown);
            }
        }

        // At first it must be found out; then it is known.
        private void assertDown(SharedLimiter limiter, WhenDown whenDown) {
            Limits two = new Limits("a", 2, 0, 0);
            boolean open = whenDown == WhenDown.OPEN;
            assertThat(reserve(limiter, two, 0).verdict()).isEqualTo(open ? Verdict.GRANTED : Verdict.UNAVAILABLE);
            assertThat(reserve(limiter, two, 0).verdict()).isEqualTo(open ? Verdict.GRANTED : Verdict.UNAVAILABLE);
            assertThat(reserve(limiter, two, 0).verdict()).isEqualTo(open ? Verdict.REQUESTS : Verdict.UNAVAILABLE);
        }
    }

    private SharedLimiter limiter(String url, WhenDown whenDown) {
        SharedLimiter limiter = new SharedLimiter(vertx, () -> NOON, url, whenDown);
        limiters.add(limiter);
        return limiter;
    }

    private Reservation reserve(SharedLimiter limiter, Limits limits, long tokens) {
        return get(ask(eventLoop, limiter, limits, tokens));
    }

    private Reservation reserveUntil(SharedLimiter limiter, Predicate<Reservation> wanted) {
        long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
        Reservation reserved = reserve(limiter, new Limits("a", 0, 1_000_000, 1.0), 0);
        while (!wanted.test(reserved)) {
            assertThat(System.nanoTime())
                    .as("in vain waited for another outcome")
                    .isLessThan(deadline);
            reserved = reserve(limiter, new Limits("a", 0, 1_000_000, 1.0), 0);
        }
        return reserved;
    }

    private void settle(SharedLimiter limiter, Reservation granted, long tokens, double cost) {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        eventLoop.runOnContext(turn -> {
            limiter.settle(granted, tokens, cost);
            asked.complete(null);
        });
        get(asked);
    }

    private static CompletableFuture<Reservation> ask(Context on, SharedLimiter limiter, Limits limits, long tokens) {
        CompletableFuture<Reservation> outcome = new CompletableFuture<>();
        on.runOnContext(turn -> {
            Reservation atOnce = limiter.reserve(limits, tokens, outcome::complete);
            if (atOnce != null) {
                outcome.complete(atOnce);
            }
        });
        return outcome;
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
