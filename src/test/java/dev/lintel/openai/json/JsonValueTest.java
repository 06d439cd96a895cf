package dev.lintel.openai.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonValueTest {

    @ParameterizedTest
    @CsvSource({"99, true", "100, true", "101, false"})
    void has_a_hundred_fields_at_most(int number, boolean kept) {
        String fields = IntStream.rangeClosed(1, number)
                .mapToObj(i -> "\"f" + i + "\":\"" + i + "\"")
                .collect(Collectors.joining(","));

        JsonValue last = full("{" + fields + "}").at("f" + number);
        assertThat(last.isText()).isEqualTo(kept);
        assertThat(last.says(String.valueOf(number))).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({"999, 999, 1", "1000, 1000, 1", "1001, 1000, 2"})
    void has_the_last_thousand_elements(int number, int kept, String first) {
        String elements =
                IntStream.rangeClosed(1, number).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));

        JsonValue array = full("[" + elements + "]");
        assertThat(array.elements()).hasSize(kept);
        assertThat(array.elements().get(0).says(first)).isTrue();
        assertThat(array.elements().get(kept - 1).says(String.valueOf(number))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"19998, 1", "19999, 0"})
    void has_nothing_below_it_beyond_so_many_values(int before, int elements) {
        JsonValue array = full("[" + "0,".repeat(before) + "[7]]");

        JsonValue last = array.elements().get(999);
        assertThat(last.isArray()).isTrue();
        assertThat(last.elements()).hasSize(elements);
    }

    @ParameterizedTest
    @CsvSource({"19998, true", "19999, false"})
    void has_no_field_beyond_so_many_values(int before, boolean kept) {
        JsonValue object = full("{\"a\":[" + "0,".repeat(before - 1) + "0],\"b\":\"c\"}");

        assertThat(object.at("a").elements()).hasSize(1_000);
        assertThat(object.at("b").says("c")).isEqualTo(kept);
    }

    @Test
    void has_no_more_values_though_fields_make_them() {
        String object =
                "{" + IntStream.range(0, 100).mapToObj(i -> "\"" + i + "\":0").collect(Collectors.joining(",")) + "}";
        JsonValue array = full("[" + (object + ",").repeat(999) + object + "]");

        // Of each that is read 101 values count, itself and its fields.
        assertThat(array.elements().stream().filter(element -> isNumber(element, "0")))
                .hasSize(199);
        assertThat(isNumber(array.elements().get(198), "0")).isTrue();
        assertThat(isNumber(array.elements().get(198), "1")).isFalse();
        assertThat(isNumber(array.elements().get(199), "0")).isFalse();
    }

    @Test
    void is_known_eight_levels_deep() {
        JsonValue list = full("[".repeat(20) + "]".repeat(20));
        JsonValue map = full("{\"a\":".repeat(20) + "0" + "}".repeat(20));
        for (int level = 1; level <= 8; level++) {
            assertThat(list.elements()).as("level %d", level).hasSize(1);
            list = list.elements().get(0);
            map = map.at("a");
            assertThat(map.isObject()).as("level %d", level).isTrue();
        }
        assertThat(list.isArray()).isTrue();
        assertThat(list.elements()).isEmpty();
        assertThat(map.at("a").length()).isZero();
    }

    @Test
    void has_in_outline_its_fields_and_their_elements() {
        JsonValue outline = JsonValue.outline(Buffer.buffer("{\"a\":[{\"b\":[1]}],\"c\":{\"d\":\"e\"}}"));

        assertThat(outline.at("a").elements()).hasSize(1);
        assertThat(outline.at("a").elements().get(0).at("b").isArray()).isFalse();
        assertThat(outline.at("a").elements().get(0).inFull().at("b").elements())
                .hasSize(1);
        assertThat(outline.at("c").at("d").says("e")).isTrue();
    }

    @Test
    void stands_where_it_is_written() {
        JsonValue value = JsonValue.outline(Buffer.buffer(" {\"ä\" : [1, {\"b\":\"}\"} ] , \"c\":\"€\"} "));

        assertThat(value.at("ä").asWritten()).isEqualTo("[1, {\"b\":\"}\"} ]");
        assertThat(value.at("ä").length()).isEqualTo(15);
        assertThat(value.at("ä").elements().get(1).inFull().asWritten()).isEqualTo("{\"b\":\"}\"}");
        assertThat(value.at("ä").beginningAsWritten(3)).isEqualTo("[1,");
        assertThat(value.at("c").says("€")).isTrue();
        assertThat(value.at("c").says("€€")).isFalse();
        assertThat(value.at("c").says("")).isFalse();
    }

    private static boolean isNumber(JsonValue object, String field) {
        return object.at(field).length() == 1;
    }

    private static JsonValue full(String json) {
        return JsonValue.outline(Buffer.buffer("{\"value\":" + json + "}"))
                .at("value")
                .inFull();
    }
}
