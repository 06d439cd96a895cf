package dev.lintel.openai.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonReshaperTest {

    private final JsonReshaper<Object> toJava = new JsonReshaper<>(new JavaValues());

    @Test
    void brings_every_kind_of_value_into_the_form_that_is_wanted() {
        assertThat(toJava.reshaped("[\"text\",7,-2.5,true,false,[],{},{\"b\":[1,[2]],\"a\":{\"c\":\"d\"}}]"))
                .isEqualTo(List.of(
                        "text",
                        7L,
                        -2.5,
                        true,
                        false,
                        List.of(),
                        Map.of(),
                        Map.of("b", List.of(1L, List.of(2L)), "a", Map.of("c", "d"))));
    }

    @Test
    void leaves_out_what_is_null() {
        assertThat(toJava.reshaped("[null,1,null,{\"a\":null,\"b\":2,\"c\":null}]"))
                .isEqualTo(List.of(1L, Map.of("b", 2L)));
    }

    @Test
    void tells_a_number_of_more_than_18_digits_as_a_text() {
        assertThat(toJava.reshaped("[123456789012345678,1234567890123456789,0.1234567890123456,0.12345678901234567]"))
                .isEqualTo(List.of(
                        123_456_789_012_345_678L, "1234567890123456789", 0.1234567890123456, "0.12345678901234567"));
    }

    private static final class JavaValues implements JsonShape<Object> {

        @Override
        public Object text(String value) {
            return value;
        }

        @Override
        public Object number(long value) {
            return value;
        }

        @Override
        public Object number(double value) {
            return value;
        }

        @Override
        public Object truth(boolean value) {
            return value;
        }

        @Override
        public Object list(List<Object> elements) {
            return elements;
        }

        @Override
        public Object map(Map<String, Object> fields) {
            return fields;
        }
    }
}
