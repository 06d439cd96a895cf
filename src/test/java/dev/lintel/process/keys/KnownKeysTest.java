package dev.lintel.process.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.ConfigKeys;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class KnownKeysTest {

    @Test
    void are_those_of_the_mappings_with_their_kinds_and_choices() {
        assertThat(KnownKeys.ALL)
                .extracting(key -> key.path().text() + " " + key.kind().name().toLowerCase(Locale.ROOT) + " "
                        + new TreeSet<>(key.choices()))
                .containsExactlyElementsOf(ConfigKeys.all().values().stream()
                        .map(key -> key.path() + " " + key.kind() + " " + key.choices())
                        .toList());
        assertThat(KnownKeys.SECTIONS).isEqualTo(ConfigKeys.sections().keySet());
    }
}
