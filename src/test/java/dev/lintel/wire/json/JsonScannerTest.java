package dev.lintel.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
                "\n{ \"text\":\"\\u00e9\\uFfFf\\n\", \"other\":{\"name\":\"no\",\"deep\":[[{\"count\":1}]]}, \"list\":[{\"name\":\"a\\u00e4\\ud83d\\ude00\"},"
                        + "{\"name\":\"\"},7,\"x\",null,[],{}], \"count\" : 12 ,\"name\":\"ü\\n\\\"\\\\\\/\\b\\f\\r\\t\\u0007\",\"t\":true,\"f\":false,"
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
                "NAME=ü\n\"\\/\b\f\r\t\u0007");
        byte[] bytes = json.getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            Told told = new Told(100);
            JsonScanner<Field> scanner = new JsonScanner<>(SHAPE, told);
            scanner.feed(bytes, 0, cut);
            scanner.feed(bytes, cut, bytes.length);
            assertThat(told.events).as("cut at %d", cut).isEqualTo(expected);
            assertThat(scanner.isComplete()).isTrue();
            assertThat(scanner.isBroken()).isFalse();
        }
    }

    @Test
    void what_each_of_many_texts_says_again_is_made_once() {
        String longest = "n".repeat(64);
        List<String> written = List.of("gpt-4o", "gpt-4p", "", longest, "zwölf", longest + "n", "gpt\\u002d4o");
        List<String> told = namesIn(Stream.of(written, written, written).flatMap(List::stream));

        List<String> first = told.subList(0, 7);
        assertThat(first).containsExactly("gpt-4o", "gpt-4p", "", longest, "zwölf", longest + "n", "gpt-4o");
        assertThat(told.subList(7, 14)).isEqualTo(first);
        assertThat(told.subList(14, 21)).isEqualTo(first);
        for (int again : List.of(0, 1, 3)) {
            assertThat(told.get(7 + again)).isSameAs(told.get(again));
        }
        assertThat(told.get(13)).isSameAs(told.get(0));
        // Not what is long, for it is seldom the same.
        assertThat(told.get(12)).isNotSameAs(told.get(5));
    }

    @Test
    void of_many_texts_the_last_are_known() {
        List<String> told = namesIn(Stream.of("a", "b", "c", "d", "e", "f", "g", "h", "a", "i", "a", "b"));

        assertThat(told.get(8)).isSameAs(told.get(0));
        assertThat(told.get(10)).isEqualTo("a").isNotSameAs(told.get(0));
        assertThat(told.get(11)).isEqualTo("b").isNotSameAs(told.get(1));
    }

    /** What is told of texts, one after the other, that have these names. */
    private static List<String> namesIn(Stream<String> names) {
        List<String> told = new ArrayList<>();
        JsonScanner<Field> scanner = new JsonScanner<>(SHAPE, new Told(100) {
            @Override
            public void text(Field field, String text) {
                told.add(text);
            }
        });
        names.forEach(name -> {
            byte[] bytes = ("{\"name\":\"" + name + "\"}").getBytes(UTF_8);
            scanner.restart();
            scanner.feed(bytes, 0, bytes.length);
        });
        return told;
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
    @CsvSource(
            delimiter = '|',
            value = {
                "\\ud83d | ?",
                "\\ude00 | ?",
                "\\ud83dx | ?x",
                "\\ud83dü | ?ü",
                "\\ud83d\\t.\\ude00\\t. | ?T.?T.",
                "\\ud83d\\/ | ?/",
                "\\ud83d\\u0041 | ?A",
                "\\ud83d\\ud83d\\ude00 | ?😀",
                "\\ud83d😀\\ud83d | ?😀?",
                "\\ude00\\ud83d | ??",
                "a\\ud83d\\ude00\\ude00 | a😀?",
                "\\ud83d\\ude00x\\udbff\\udfff | 😀x\uDBFF\uDFFF"
            })
    void half_a_character_is_shown_as_a_replacement(String escaped, String expected) {
        Told told = new Told(100);
        JsonScanner<Field> scanner = new JsonScanner<>(SHAPE, told);
        feed(scanner, "{\"name\":\"" + escaped + "\"}");
        assertThat(scanner.isComplete()).isTrue();
        assertThat(told.events)
                .containsExactly("NAME=" + expected.replace('?', '\uFFFD').replace('T', '\t'));
    }

    @ParameterizedTest
    @CsvSource({
        "abcä, 4, abc",
        "abcä, 5, abcä",
        "ab€, 4, ab",
        "ab€, 5, ab€",
        "abक, 4, ab",
        "abक, 5, abक",
        "ab😀, 5, ab",
        "ab😀, 6, ab😀",
        "aäbc, 3, aä",
        "€€, 5, €",
        "aäb, 2, a"
    })
    void an_escaped_text_is_cut_between_characters_and_nothing_follows_what_is_missing(
            String text, int wanted, String expected) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(c < 0x80 ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
        for (String json : List.of(escaped.toString(), text)) {
            Told told = new Told(wanted);
            feed(new JsonScanner<>(SHAPE, told), "{\"name\":\"" + json + "\"}");
            assertThat(told.events).containsExactly("NAME=" + expected);
        }
    }

    @Test
    void an_escape_that_does_not_fit_keeps_out_what_would() {
        Told told = new Told(2);
        feed(new JsonScanner<>(SHAPE, told), "{\"name\":\"a\\u00e4\\n\"}");
        assertThat(told.events).containsExactly("NAME=a");
    }

    @Test
    void a_long_text_is_told_whole_however_it_is_written() {
        String plain = "0123456789 ü€😀".repeat(100);
        for (String written : List.of(plain, plain.replace("ü", "\\u00FC"), plain.replace(" ", "\\u0020"))) {
            Told told = new Told(10_000);
            feed(
                    new JsonScanner<>(SHAPE, told),
                    "{\"name\":\"" + written + "\",\"arguments\":{\"a\":\"" + plain + "\"}}");
            assertThat(told.events).containsExactly("NAME=" + plain, "ARGUMENTS={\"a\":\"" + plain + "\"}");
        }
        Told escaped = new Told(10_000);
        feed(new JsonScanner<>(SHAPE, escaped), "{\"name\":\"" + "\\n".repeat(1_000) + "\"}");
        assertThat(escaped.events).containsExactly("NAME=" + "\n".repeat(1_000));
    }

    @Test
    void json_that_is_longer_than_wanted_is_told_by_its_beginning() {
        Told told = new Told(8);
        feed(new JsonScanner<>(SHAPE, told), "{\"arguments\":{\"a\":\"€€€\"},\"count\":1}");
        assertThat(told.events).containsExactly("ARGUMENTS={\"a\":\"", "COUNT=1");
    }

    @Test
    void what_is_not_wanted_is_not_told() {
        Told told = new Told(0);
        feed(
                new JsonScanner<>(SHAPE, told),
                "{\"arguments\":{\"a\":[1]},\"name\":\"a\",\"list\":[\"b\"],\"arguments\":\"c\",\"count\":1}");
        assertThat(told.events).containsExactly("open LIST", "close LIST", "COUNT=1");
    }

    @Test
    void an_array_may_be_the_whole_text() {
        Told told = new Told(100);
        feed(new JsonScanner<>(Shape.array(Shape.value(Field.ITEM)), told), "[1,\"a b\",[2]]");
        assertThat(told.events).containsExactly("ITEM=1", "ITEM=a b", "open ITEM", "close ITEM");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "9, 9", "109, 109", "12, 12", "999999999999999, 999999999999999"})
    void a_whole_number_is_told(String written, String expected) {
        for (String json : List.of("{\"count\":%s}", "{\"count\":%s ,\"n\":1}", "{\"count\":%s,\"n\":[%1$s]}")) {
            byte[] bytes = json.formatted(written).getBytes(UTF_8);
            for (int cut = 0; cut <= bytes.length; cut++) {
                Told told = new Told(0);
                JsonScanner<Field> scanner = new JsonScanner<>(SHAPE, told);
                scanner.feed(bytes, 0, cut);
                scanner.feed(bytes, cut, bytes.length);
                assertThat(told.events).as("cut at %d", cut).containsExactly("COUNT=" + expected);
                assertThat(scanner.isComplete()).isTrue();
            }
        }
    }

    @Test
    void a_name_is_known_up_to_64_bytes() {
        String name = "n".repeat(64);
        Shape<Field> shape = Shape.<Field>object().with(name, Shape.value(Field.COUNT));
        byte[] json = ("{\"" + name + "\":1,\"" + name + "n\":2,\"" + name.substring(1) + "\":3}").getBytes(UTF_8);
        for (int cut = 0; cut <= json.length; cut++) {
            Told told = new Told(0);
            JsonScanner<Field> scanner = new JsonScanner<>(shape, told);
            scanner.feed(json, 0, cut);
            scanner.feed(json, cut, json.length);
            assertThat(told.events).as("cut at %d", cut).containsExactly("COUNT=1");
        }
    }

    @Test
    void bytes_that_continue_nothing_are_shown_as_replacements() {
        byte[] json = "{\"name\":\"??????\"}".getBytes(UTF_8);
        for (int at = 0; at < json.length; at++) {
            json[at] = json[at] == '?' ? (byte) 0x80 : json[at];
        }
        Told told = new Told(3);
        new JsonScanner<>(SHAPE, told).feed(json, 0, json.length);
        assertThat(told.events).containsExactly("NAME=\uFFFD\uFFFD\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 13, 31})
    void a_control_character_breaks_a_text_and_no_other_character_does(int control) {
        for (String name : List.of("name", "other")) {
            JsonScanner<Field> broken = new JsonScanner<>(SHAPE, new Told(100));
            feed(broken, "{\"" + name + "\":\"a" + (char) control + "\"}");
            assertThat(broken.isBroken()).isTrue();

            JsonScanner<Field> whole = new JsonScanner<>(SHAPE, new Told(100));
            feed(whole, "{\"" + name + "\":\" !\u007f\u0080\"}");
            assertThat(whole.isComplete()).isTrue();
        }
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
                "1000000000000000",
                "-0",
                "1E3",
                "1+2",
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

    @Test
    void a_text_behind_one_that_was_given_up_where_a_name_began_is_no_name() {
        Told told = new Told(100);
        JsonScanner<Field> scanner =
                new JsonScanner<>(Shape.value(Field.NAME).with("name", Shape.value(Field.COUNT)), told);
        feed(scanner, "{\"");
        scanner.restart();
        feed(scanner, "\"text\"");
        assertThat(scanner.isComplete()).isTrue();
        assertThat(told.events).containsExactly("open NAME", "NAME=text");
    }

    private static void feed(JsonScanner<Field> scanner, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        scanner.feed(bytes, 0, bytes.length);
    }

    private static class Told implements JsonScanner.Receiver<Field> {

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
