package dev.lintel.process.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LogLevelsTest {

    private static final String CATEGORY = "levels.of.a.test";

    private final LogLevels levels = new LogLevels();
    private final Logger category = Logger.getLogger(CATEGORY);
    private final Logger below = Logger.getLogger(CATEGORY + ".below");

    @AfterEach
    void setBack() {
        category.setLevel(null);
        below.setLevel(null);
    }

    @ParameterizedTest
    @CsvSource({"DEBUG, DEBUG", "debug, DEBUG", "Info, INFO", "WARN, WARN", "ERROR, ERROR", "off, OFF"})
    void a_category_has_the_level_that_it_is_given_and_so_has_what_is_below_it(String level, String shown) {
        assertThat(levels.set(CATEGORY, level)).isTrue();

        assertThat(levels.level(CATEGORY)).isEqualTo(shown);
        assertThat(levels.level(CATEGORY + ".below")).isEqualTo(shown);
        assertThat(levels.all()).containsEntry(CATEGORY, shown).doesNotContainKey(CATEGORY + ".below");
        assertThat(below.isLoggable(Level.DEBUG)).isEqualTo(shown.equals("DEBUG"));
        assertThat(below.isLoggable(Level.ERROR)).isEqualTo(!shown.equals("OFF"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "TRACE", "ALL", "loud", "INFO "})
    void no_other_level_is_taken_and_nothing_changes(String level) {
        levels.set(CATEGORY, "WARN");

        assertThat(levels.set(CATEGORY, level)).isFalse();
        assertThat(levels.level(CATEGORY)).isEqualTo("WARN");
    }

    @Test
    void it_has_its_first_level_again_however_often_it_was_changed() {
        category.setLevel(Level.ERROR);
        levels.set(CATEGORY, "DEBUG");
        levels.set(CATEGORY, "OFF");
        levels.set(CATEGORY + ".below", "DEBUG");

        levels.reset(CATEGORY);
        levels.reset(CATEGORY + ".below");
        levels.reset(CATEGORY + ".never.changed");

        assertThat(levels.all()).containsEntry(CATEGORY, "ERROR").doesNotContainKey(CATEGORY + ".below");
        assertThat(levels.level(CATEGORY + ".below")).isEqualTo("ERROR");
    }

    @Test
    void the_root_is_shown_first_and_has_a_level() {
        assertThat(levels.all().keySet()).first().isEqualTo("root");
        assertThat(levels.level("root")).isNotBlank();
    }
}
