package dev.lintel.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KnownValuesTest {

    private static final int MOST = 4096;

    private final KnownValues<Integer, Object> known = new KnownValues<>(key -> new Object());

    @Test
    void are_kept_up_to_a_number_and_made_anew_beyond() {
        for (int key = 0; key < MOST - 1; key++) {
            known.of(key);
        }
        Object last = known.of(MOST - 1);
        Object beyond = known.of(MOST);

        assertThat(known.of(MOST - 1)).isSameAs(last);
        assertThat(known.of(MOST)).isNotSameAs(beyond);
    }

    @Test
    void take_one_place_however_often_they_are_asked_for() {
        Object first = known.of(0);
        for (int time = 0; time < 2 * MOST; time++) {
            assertThat(known.of(0)).isSameAs(first);
        }
        Object other = known.of(1);

        assertThat(known.of(1)).isSameAs(other);
    }
}
