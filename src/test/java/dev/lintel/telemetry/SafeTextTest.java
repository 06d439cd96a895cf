package dev.lintel.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.telemetry.convention.SafeText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SafeTextTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "255, 255", "256, 256", "257, 256", "100000, 256"})
    void is_told_up_to_256_characters(int length, int told) {
        assertThat(SafeText.of("m".repeat(length))).isEqualTo("m".repeat(told));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x07, 0x09, 0x0A, 0x0D, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F})
    void shows_a_control_character_as_a_replacement(int control) {
        String c = String.valueOf((char) control);
        assertThat(SafeText.of(c)).isEqualTo("\uFFFD");
        assertThat(SafeText.of("gpt" + c + c + "4o" + c)).isEqualTo("gpt\uFFFD\uFFFD4o\uFFFD");
        assertThat(SafeText.of("m".repeat(255) + c + "\n")).isEqualTo("m".repeat(255) + "\uFFFD");
    }

    @Test
    void leaves_every_other_character_as_it_is() {
        String text = "gpt-4o mini/~ü €😀\u00A0\u2028";
        assertThat(SafeText.of(text)).isEqualTo(text);
    }
}
