package dev.lintel.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelPatternTest {

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o",
        "gpt-*, gpt-4o",
        "gpt-*, gpt-",
        "*, anything/at:all",
        "*-mini, gpt-4o-mini",
        "gpt-*-mini, gpt-4o-mini",
        "g*t*4*, gpt-4o",
        "**, x",
        "a\\E.*\\Qb, a\\E.*\\Qb",
    })
    void means_names_that_it_spells_out_with_any_text_for_a_star(String pattern, String model) {
        assertThat(ModelPattern.of(pattern).matches(model)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o-mini",
        "gpt-4o, GPT-4O",
        "gpt-4.1, gpt-4x1",
        "gpt-*, my-gpt-4o",
        "*-mini, gpt-4o-mini-2024",
        "o?, o1",
        "[a-z]*, gpt",
        "a.*, abc",
    })
    void means_no_others(String pattern, String model) {
        assertThat(ModelPattern.of(pattern).matches(model)).isFalse();
    }

    @Test
    void lets_a_star_stand_for_line_breaks_too() {
        assertThat(ModelPattern.of("a*z").matches("a\r\n\u2028z")).isTrue();
    }

    @Test
    void is_the_more_specific_the_more_it_spells_out() {
        assertThat(ModelPattern.of("gpt-4o").specificity())
                .isGreaterThan(ModelPattern.of("gpt-4o-*").specificity());
        assertThat(ModelPattern.of("gpt-4*").specificity())
                .isGreaterThan(ModelPattern.of("gpt-*").specificity());
        assertThat(ModelPattern.of("*").specificity()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void is_refused_when_it_is_blank(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelPattern.of(pattern))
                .withMessage("models: an empty pattern matches nothing; write \"*\" for every model");
    }
}
