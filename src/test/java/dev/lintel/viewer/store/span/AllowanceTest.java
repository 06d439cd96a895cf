package dev.lintel.viewer.store.span;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What one span may hold, and what is counted of the rest. */
final class AllowanceTest {

    private final Allowance allowance = new Allowance();

    @Test
    void of_1024_values_each_is_taken_and_the_next_is_counted() {
        for (int value = 0; value < 1024; value++) {
            assertThat(allowance.takeValue()).isTrue();
        }
        assertThat(allowance.dropped()).isZero();

        assertThat(allowance.takeValue()).isFalse();
        assertThat(allowance.takeValue()).isFalse();
        assertThat(allowance.dropped()).isEqualTo(2);
    }

    @Test
    void what_is_left_gets_less_by_each_text_and_is_never_less_than_nothing() {
        assertThat(allowance.charactersLeft()).isEqualTo(256 * 1024);

        allowance.takeText("x".repeat(1_000));
        assertThat(allowance.charactersLeft()).isEqualTo(256 * 1024 - 1_000);

        allowance.takeText("x".repeat(256 * 1024));
        assertThat(allowance.charactersLeft()).isZero();
    }

    @Test
    void what_is_too_deep_is_counted_and_a_sign_stands_for_it() {
        assertThat(allowance.tooDeep()).isEqualTo("…");
        assertThat(allowance.tooDeep()).isEqualTo("…");

        assertThat(allowance.dropped()).isEqualTo(2);
    }
}
