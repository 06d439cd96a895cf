package dev.lintel.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonScannerTest {

    private enum Field {
        NAME,
        COUNT,
        LIST,
        ITEM,
        ARGUMENTS
    }

    private static final Shape<Field> SHAPE = Shape.<Field>object()
            .with("name", Shape.value(Field.NAME))
            .with("count", Shape.value(Field.COUNT))
            .with("arguments", Shape.json(Field.ARGUMENTS))
            .with(
                    "list",
                    Shape.value(Field.LIST)
                            .withElements(Shape.value(Field.ITEM).with("name", Shape.value(Field.NAME))));

    @Test
    void values_are_told_in_their_order_wherever_the_bytes_are_cut() {
        String json =
                "\n{ \"other\":{\"name\":\"no\",\"deep\":[[{\"count\":1}]]}, \"list\":[{\"name\":\"a\\u00e4\\ud83d\\ude00\"},"
                        + "{\"name\":\"\"},7,\"x\",null,[],{}], \"count\" : 12 ,\"name\":\"ü\\n\\\"\\\\\\/\",\"t\":true,\"f\":false,"
                        + "\"n\":null,\"d\":-1.5e-7}\r\n";
        List<String> expected = List.of(
                "open LIST",
                "open ITEM",
                "NAME=aä😀",
                "close ITEM",
                "open ITEM",
                "NAME=",
                "close ITEM",
                "ITEM=7",
                "ITEM=x",
                "open ITEM",
                "close ITEM",
                "open ITEM",
                "close ITEM",
                "close LIST",
                "COUNT=12",
                "NAME=ü\n\"\\/");
        byte[] bytes = json.getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            Told told = new Told(100);
            JsonScanner<Field> scanner = new JsonScanner<>(SHAPE, told);
            scanner.feed(bytes, 0, cut);
            scanner.feed(bytes, cut, bytes.length);
            assertThat(told.events).as("cut at %d", cut).isEqualTo(expected);
            assertThat(scanner.isComplete()).isTrue();
        }
    }

    @Test
    void an_object_that_is_wanted_as_json_is_told_as_it_is_written() {
        byte[] bytes = "{\"arguments\" : {\"a\" : [1, {\"b\":\"}\\\"\"}] } ,\"count\":1}".getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            Told told = new Told(100);
            JsonScanner<Field> scanner = new JsonScanner<>(SHAPE, told);
            scanner.feed(bytes, 0, cut);
            scanner.feed(bytes, cut, bytes.length);
            assertThat(told.events)
                    .as("cut at %d", cut)
                    .containsExactly("ARGUMENTS={\"a\" : [1, {\"b\":\"}\\\"\"}] }", "COUNT=1");
        }
    }

    @ParameterizedTest
    @CsvSource({"3,abc", "4,abc", "5,abcä", "6,abcä", "7,abcä", "9,abcä😀", "10,abcä😀"})
    void a_text_is_cut_between_characters(int wanted, String expected) {
        Told told = new Told(wanted);
        feed(new JsonScanner<>(SHAPE, told), "{\"name\":\"abcä😀\"}");
        assertThat(told.events).containsExactly("NAME=" + expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d", "\\ude00", "\\ud83dx", "\\ud83d\\n", "\\ud83d\\ud83d\\ude00"})
    void half_a_character_is_shown_as_a_replacement(String escaped) {
        Told told = new Told(100);
        JsonScanner<Field> scanner = new JsonScanner<>(SHAPE, told);
        feed(scanner, "{\"name\":\"" + escaped + "\"}");
        assertThat(scanner.isComplete()).isTrue();
        assertThat(told.events.get(0)).contains("\uFFFD");
    }

    @Test
    void bytes_that_are_not_utf8_are_shown_as_replacements() {
        Told told = new Told(100);
        byte[] json = {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', 'a', (byte) 0xC3, (byte) 0x28, (byte) 0xFF, '"', '}'
        };
        new JsonScanner<>(SHAPE, told).feed(json, 0, json.length);
        assertThat(told.events).containsExactly("NAME=a\uFFFD(\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "1.0",
                "1e3",
                "007",
                "999999999999999999999999",
                "\"12\"",
                "null",
                "true",
                "{}",
                "[1]",
                "1-2"
            })
    void what_is_no_whole_number_of_a_sensible_size_is_not_told_as_one(String value) {
        Told told = new Told(0);
        feed(new JsonScanner<>(SHAPE, told), "{\"count\":" + value + "}");
        assertThat(told.events).noneMatch(event -> event.startsWith("COUNT="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "[1,]", "[1 2]", "{]", "[}", "{a:1}",
                "{'a':1}", "tru!", "nulL", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\n\"}", "{}{}", "{} x",
                        "\"", "]",
                "{\"name\":\"\\x\"}", "{\"name\":\"\\u12g4\"}"
            })
    void what_is_not_json_is_broken_or_at_least_never_complete(String text) {
        JsonScanner<Field> scanner = new JsonScanner<>(SHAPE, new Told(100));
        feed(scanner, text);
        assertThat(scanner.isComplete()).isFalse();
    }

    @Test
    void nesting_is_bounded() {
        JsonScanner<Field> scanner = new JsonScanner<>(SHAPE, new Told(100));
        feed(scanner, "[".repeat(512) + "]".repeat(512));
        assertThat(scanner.isComplete()).isTrue();
        scanner.restart();
        feed(scanner, "{\"a\":".repeat(513));
        assertThat(scanner.isBroken()).isTrue();
    }

    @Test
    void a_name_of_any_length_is_passed_over() {
        Told told = new Told(100);
        feed(new JsonScanner<>(SHAPE, told), "{\"" + "name".repeat(10_000) + "\":1,\"na\\u006de\":\"escaped\"}");
        assertThat(told.events).containsExactly("NAME=escaped");
    }

    @Test
    void another_text_begins_anew() {
        Told told = new Told(100);
        JsonScanner<Field> scanner = new JsonScanner<>(SHAPE, told);
        feed(scanner, "{\"list\":[{\"name\":");
        assertThat(scanner.isAtStart()).isFalse();
        scanner.restart();
        assertThat(scanner.isAtStart()).isTrue();
        feed(scanner, "{\"name\":\"b\"}");
        assertThat(told.events).endsWith("NAME=b");
    }

    private static void feed(JsonScanner<Field> scanner, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        scanner.feed(bytes, 0, bytes.length);
    }

    private static final class Told implements JsonScanner.Receiver<Field> {

        private final List<String> events = new ArrayList<>();
        private final int wanted;

        Told(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public int wanted(Field field) {
            return wanted;
        }

        @Override
        public void text(Field field, String text) {
            events.add(field + "=" + text);
        }

        @Override
        public void number(Field field, long value) {
            events.add(field + "=" + value);
        }

        @Override
        public void opened(Field field) {
            events.add("open " + field);
        }

        @Override
        public void closed(Field field) {
            events.add("close " + field);
        }
    }
}
