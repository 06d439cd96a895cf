package dev.lintel.viewer.representation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RepresentationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/* | TEXT",
                "text/plain | TEXT",
                "application/json | JSON",
                "Application/JSON;charset=utf-8 | JSON",
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8 | PAGE",
                "application/json;q=0.5, text/html;q=0.4 | JSON",
                "text/html;q=0, application/json;q=0.1 | JSON",
                "image/png | TEXT",
                "'' | TEXT",
                ";;;,,q=9 | TEXT",
            })
    void is_what_the_client_likes_best(String accept, Representation representation) {
        assertThat(Representation.of(accept)).isEqualTo(representation);
    }

    @Test
    void is_text_for_who_does_not_say() {
        assertThat(Representation.of(null)).isEqualTo(Representation.TEXT);
    }
}
