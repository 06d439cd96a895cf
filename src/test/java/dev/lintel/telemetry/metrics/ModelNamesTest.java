package dev.lintel.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ModelNamesTest {

    private static final int MOST = 64;
    private static final String OTHER = "_OTHER";

    private final ModelNames names = new ModelNames();

    @Test
    void a_model_has_its_name_once_a_provider_has_answered_for_it_and_keeps_it() {
        assertThat(names.name("m", false)).isEqualTo(OTHER);
        assertThat(names.name("m", true)).isEqualTo("m");
        assertThat(names.name("m", false)).isEqualTo("m");
        assertThat(names.name("other", false)).isEqualTo(OTHER);
    }

    @Test
    void there_are_64_at_most() {
        IntStream.range(0, MOST)
                .forEach(model -> assertThat(names.name("m" + model, true)).isEqualTo("m" + model));
        assertThat(names.name("one-more", true)).isEqualTo(OTHER);
        assertThat(names.name("m0", true)).isEqualTo("m0");
        assertThat(names.name("m" + (MOST - 1), false)).isEqualTo("m" + (MOST - 1));
    }

    @Test
    void those_of_the_configuration_have_their_places_among_them() {
        names.reserve(Set.of("a", "b"));
        Set<String> named = new TreeSet<>();
        for (int model = 0; model < 2 * MOST; model++) {
            named.add(names.name("m" + model, true));
        }
        assertThat(named).contains(OTHER).hasSize(MOST - 2 + 1);
        assertThat(names.name("a", false)).isEqualTo("a");
        assertThat(names.name("b", true)).isEqualTo("b");
    }

    @Test
    void however_many_the_configuration_names_all_of_them_are_named_and_no_others() {
        Set<String> many =
                IntStream.range(0, 2 * MOST).mapToObj(model -> "m" + model).collect(Collectors.toSet());
        names.reserve(many);
        assertThat(many).allMatch(model -> names.name(model, false).equals(model));
        assertThat(names.name("other", true)).isEqualTo(OTHER);
    }

    @Test
    void another_configuration_takes_the_places_and_what_was_answered_for_keeps_its_own() {
        names.reserve(Set.of("before"));
        assertThat(names.name("answered", true)).isEqualTo("answered");
        names.reserve(Set.of("after"));
        assertThat(names.name("before", false)).isEqualTo(OTHER);
        assertThat(names.name("after", false)).isEqualTo("after");
        assertThat(names.name("answered", false)).isEqualTo("answered");
    }

    @Test
    void what_is_too_long_or_no_text_is_never_named() {
        for (String model : new String[] {"m".repeat(257), "a\nb"}) {
            names.reserve(Set.of(model));
            assertThat(names.name(model, true)).isEqualTo(OTHER);
        }
    }
}
