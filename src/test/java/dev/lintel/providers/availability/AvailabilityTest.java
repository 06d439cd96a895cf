package dev.lintel.providers.availability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.providers.availability.Availability.Permit;
import dev.lintel.providers.availability.Availability.State;
import dev.lintel.testing.Patience;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class AvailabilityTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @Nested
    class a_breaker {

        private final Availability provider = of(3, HOUR);

        @Test
        void lets_pass_until_so_many_have_failed_in_a_row() {
            fail(provider, 2);
            assertThat(provider.state()).isEqualTo(State.CLOSED);
            fail(provider, 1);
            assertThat(provider.state()).isEqualTo(State.OPEN);
            assertThat(provider.enter()).isEqualTo(Permit.OPEN);
        }

        @Test
        void counts_anew_after_each_success() {
            for (int i = 0; i < 4; i++) {
                succeed(provider, 3);
                fail(provider, 2);
            }
            assertThat(provider.state()).isEqualTo(State.CLOSED);
        }

        @Test
        void opens_when_half_of_all_calls_fail_though_never_many_in_a_row() {
            for (int i = 0; i < 2; i++) {
                succeed(provider, 1);
                fail(provider, 1);
            }
            succeed(provider, 1);
            assertThat(provider.state()).isEqualTo(State.CLOSED);
            fail(provider, 1);
            assertThat(provider.state()).isEqualTo(State.OPEN);
        }

        @Test
        void stays_closed_while_fewer_than_half_fail() {
            for (int i = 0; i < 20; i++) {
                succeed(provider, 2);
                fail(provider, 1);
            }
            assertThat(provider.state()).isEqualTo(State.CLOSED);
        }

        @Test
        void is_not_there_without_a_number_of_failures() {
            Availability without = of(0, HOUR);
            fail(without, 1000);
            assertThat(without.enter()).isEqualTo(Permit.GRANTED);
            assertThat(without.state()).isEqualTo(State.CLOSED);
        }

        @Test
        void lets_one_call_try_after_its_time_and_closes_when_that_is_answered() {
            Availability soon = of(3, Duration.ofMillis(1));
            fail(soon, 3);
            awaitTry(soon);
            assertThat(soon.state()).isEqualTo(State.HALF_OPEN);
            assertThat(soon.enter()).isEqualTo(Permit.OPEN);
            soon.answered();
            soon.leave();
            assertThat(soon.state()).isEqualTo(State.CLOSED);
            fail(soon, 2);
            assertThat(soon.state()).isEqualTo(State.CLOSED);
        }

        @Test
        void opens_again_when_the_one_that_tries_fails() {
            Availability soon = of(3, Duration.ofMillis(1));
            fail(soon, 3);
            awaitTry(soon);
            soon.failed();
            soon.leave();
            assertThat(soon.state()).isEqualTo(State.OPEN);
        }

        @Test
        void hears_of_calls_that_began_earlier_while_another_one_tries_and_afterwards() {
            Availability soon = of(3, Duration.ofMillis(1));
            for (int late = 0; late < 5; late++) {
                assertThat(soon.enter()).isEqualTo(Permit.GRANTED);
            }
            fail(soon, 3);
            awaitTry(soon);
            soon.failed();
            assertThat(soon.state()).isEqualTo(State.OPEN);
            for (int late = 0; late < 4; late++) {
                soon.failed();
            }
            soon.answered();
            assertThat(soon.state()).isEqualTo(State.OPEN);
            awaitTry(soon);
            soon.answered();
            assertThat(soon.state()).isEqualTo(State.CLOSED);
        }

        @Test
        void may_look_back_no_further_than_a_second() {
            Availability brief = new Availability("a", 0, new BreakerRule(3, Duration.ofSeconds(1), HOUR));
            for (int i = 0; i < 2; i++) {
                succeed(brief, 1);
                fail(brief, 1);
            }
            succeed(brief, 1);
            assertThat(brief.state()).isEqualTo(State.CLOSED);
            fail(brief, 1);
            assertThat(brief.state()).isEqualTo(State.OPEN);
        }

        @Test
        void lets_another_one_try_when_the_first_was_given_up() {
            Availability soon = of(3, Duration.ofMillis(1));
            fail(soon, 3);
            awaitTry(soon);
            soon.unknown();
            soon.leave();
            assertThat(soon.enter()).isEqualTo(Permit.GRANTED);
        }

        @Test
        void opens_once_however_many_fail_at_once() throws InterruptedException {
            ExecutorService threads = Executors.newFixedThreadPool(8);
            for (int i = 0; i < 64; i++) {
                assertThat(provider.enter()).isEqualTo(Permit.GRANTED);
            }
            for (int i = 0; i < 64; i++) {
                threads.execute(provider::failed);
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(provider.state()).isEqualTo(State.OPEN);
        }
    }

    @Test
    void so_many_calls_may_be_under_way_and_no_more() {
        Availability narrow = new Availability("a", 2, new BreakerRule(0, HOUR, HOUR));
        assertThat(narrow.enter()).isEqualTo(Permit.GRANTED);
        assertThat(narrow.enter()).isEqualTo(Permit.GRANTED);
        assertThat(narrow.enter()).isEqualTo(Permit.BUSY);
        narrow.leave();
        assertThat(narrow.enter()).isEqualTo(Permit.GRANTED);
        assertThat(narrow.enter()).isEqualTo(Permit.BUSY);
    }

    @Test
    void a_call_that_the_breaker_denies_takes_no_place() {
        Availability narrow = new Availability("a", 1, new BreakerRule(1, HOUR, Duration.ofMillis(1)));
        fail(narrow, 1);
        awaitTry(narrow);
        narrow.leave();
        // Its permission to try is still out.
        assertThat(narrow.enter()).isEqualTo(Permit.OPEN);
        assertThat(narrow.enter()).isEqualTo(Permit.OPEN);
        narrow.answered();
        assertThat(narrow.enter()).isEqualTo(Permit.GRANTED);
    }

    @Test
    void any_number_may_be_where_there_is_no_bound() {
        Availability wide = of(0, HOUR);
        for (int i = 0; i < 10_000; i++) {
            assertThat(wide.enter()).isEqualTo(Permit.GRANTED);
        }
    }

    private static Availability of(int failures, Duration openFor) {
        return new Availability("a", 0, new BreakerRule(failures, HOUR, openFor));
    }

    private static void awaitTry(Availability provider) {
        Throwable granted = Patience.untilItFails("the breaker's time", () -> {
            if (provider.enter() == Permit.GRANTED) {
                throw new IllegalStateException("granted");
            }
        });
        assertThat(granted).hasMessage("granted");
    }

    private static void fail(Availability provider, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(provider.enter()).isEqualTo(Permit.GRANTED);
            provider.failed();
            provider.leave();
        }
    }

    private static void succeed(Availability provider, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(provider.enter()).isEqualTo(Permit.GRANTED);
            provider.answered();
            provider.leave();
        }
    }
}
