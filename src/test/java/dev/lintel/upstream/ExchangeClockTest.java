package dev.lintel.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.providers.Timeouts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ExchangeClockTest {

    private static final long BEGUN = 7;

    /** Coding agents wait so long for the next byte, and no longer. */
    private static final long OF_CLIENTS = Duration.ofSeconds(299).toNanos();

    private final ExchangeClock clock = new ExchangeClock(Timeouts.USUAL, BEGUN);

    @Test
    void lets_an_answer_pause_for_longer_than_clients_wait_unless_told_otherwise() {
        clock.active(BEGUN);

        assertThat(clock.isSilent(BEGUN + OF_CLIENTS, true)).isFalse();
        assertThat(clock.isSilent(BEGUN + Duration.ofSeconds(310).toNanos() - 1, true))
                .isFalse();
        assertThat(clock.isSilent(BEGUN + Duration.ofSeconds(310).toNanos(), true))
                .isTrue();
    }

    @Test
    void lets_the_head_of_an_answer_take_ten_minutes_unless_told_otherwise() {
        clock.active(BEGUN);

        assertThat(clock.isSilent(BEGUN + OF_CLIENTS, false)).isFalse();
        assertThat(clock.isSilent(BEGUN + Duration.ofMinutes(10).toNanos() - 1, false))
                .isFalse();
        assertThat(clock.isSilent(BEGUN + Duration.ofMinutes(10).toNanos(), false))
                .isTrue();
    }

    @Test
    void begins_anew_with_every_piece() {
        clock.active(BEGUN);
        clock.active(BEGUN + OF_CLIENTS);

        assertThat(clock.isSilent(BEGUN + 2 * OF_CLIENTS, true)).isFalse();
    }

    @Test
    void bounds_no_whole_call_unless_told_so() {
        assertThat(clock.isTooLong(BEGUN + Duration.ofDays(1).toNanos())).isFalse();
    }
}
