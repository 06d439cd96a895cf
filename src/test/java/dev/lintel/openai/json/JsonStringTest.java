package dev.lintel.openai.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonStringTest {

    private static final List<String> CHARACTERS = List.of("a", "ä", "€", "😀", "é", "\n", "\\", "\"", "A", "z");
    private static final byte[] BODY = "{\"t\":\"aä€😀\\u00e9\\n\\\\\\\"\\u0041z\"}".getBytes(UTF_8);

    @Test
    void is_cut_between_characters_however_they_are_written() {
        JsonString string = new JsonString(BODY, 5);

        assertThat(string.length()).isEqualTo(10);
        for (int count = 0; count <= 10; count++) {
            assertThat(string.beginning(count)).isEqualTo(String.join("", CHARACTERS.subList(0, count)));
        }
        assertThat(string.beginning(11)).isEqualTo(String.join("", CHARACTERS));
        assertThat(string.beginning(-1)).isEmpty();
    }

    @Test
    void knows_its_last_characters_and_none_before_its_first() {
        JsonString string = new JsonString("=\"a==\"=".getBytes(UTF_8), 1);

        assertThat(string.endsWith('=', 0)).isTrue();
        assertThat(string.endsWith('=', 1)).isTrue();
        assertThat(string.endsWith('=', 2)).isFalse();
        assertThat(string.endsWith('a', 2)).isTrue();
        assertThat(string.endsWith('"', 3)).isFalse();
        assertThat(string.endsWith('=', 4)).isFalse();
        assertThat(new JsonString("\"\"".getBytes(UTF_8), 0).endsWith('"', 0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"ab", "\"a\\", "\"a\\u00", "\"aä"})
    void has_no_more_characters_than_the_body_where_it_breaks_off(String body) {
        JsonString string = new JsonString(body.getBytes(UTF_8), 0);

        assertThat(string.length()).isEqualTo(2);
        assertThat(string.beginning(1)).isEqualTo("a");
    }

    @Test
    void may_be_empty() {
        assertThat(JsonString.EMPTY.length()).isZero();
        assertThat(JsonString.EMPTY.beginning(5)).isEmpty();
    }
}
