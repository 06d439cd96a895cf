package dev.lintel.telemetry.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read by Jackson and by the JDK, each of which knows nothing of the buffer. */
final class LineBufferTest {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String REPLACEMENT = "\ufffd";

    private final LineBuffer line = new LineBuffer();

    @Test
    void every_single_char_is_read_in_json_as_it_was_and_a_half_as_its_replacement() throws IOException {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = String.valueOf((char) c);
            String expected = Character.isSurrogate((char) c) ? REPLACEMENT : text;

            assertThat(readAsJson(text)).as("U+%04X", c).isEqualTo(expected);
            assertThat(readAsText(text)).as("U+%04X", c).isEqualTo(expected);
        }
    }

    @Test
    void what_is_known_to_be_ascii_is_appended_however_long_it_is() {
        String all = "~}| {zyx!".repeat(400);
        for (int length = 0; length < all.length(); length += 7) {
            line.clear();
            line.add("é").addAscii(all.substring(0, length)).add('.');

            assertThat(new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8))
                    .isEqualTo("é" + all.substring(0, length) + ".");
        }
    }

    @Test
    void every_character_of_two_chars_is_read_as_it_was() throws IOException {
        StringBuilder block = new StringBuilder();
        for (int c = Character.MIN_SUPPLEMENTARY_CODE_POINT; c <= Character.MAX_CODE_POINT; c++) {
            block.appendCodePoint(c);
            if ((c & 0xfff) == 0xfff) {
                assertThat(readAsJson(block.toString())).isEqualTo(block.toString());
                assertThat(readAsText(block.toString())).isEqualTo(block.toString());
                block.setLength(0);
            }
        }
        assertThat(block).isEmpty();
    }

    @Test
    void halves_are_replaced_one_by_one_wherever_they_stand() throws IOException {
        String high = "\ud83c";
        String low = "\udf0d";
        String whole = high + low;

        assertRead("a" + high, "a" + REPLACEMENT);
        assertRead(high + "a", REPLACEMENT + "a");
        assertRead("a" + low + "a", "a" + REPLACEMENT + "a");
        assertRead(low + high, REPLACEMENT + REPLACEMENT);
        assertRead(high + high, REPLACEMENT + REPLACEMENT);
        assertRead(high + whole, REPLACEMENT + whole);
        assertRead(whole + low, whole + REPLACEMENT);
        assertRead(high + "\"" + low, REPLACEMENT + "\"" + REPLACEMENT);
    }

    @Test
    void controls_quotes_and_backslashes_are_escaped_and_nothing_else_is() {
        for (int c = 0; c < 0x80; c++) {
            line.clear();
            line.addEscaped(String.valueOf((char) c));
            String expected = c == '"' || c == '\\'
                    ? "\\" + (char) c
                    : c < 0x20 ? String.format("\\u%04x", c) : String.valueOf((char) c);

            assertThat(written()).isEqualTo(expected);
        }
    }

    @Test
    void texts_of_any_length_are_read_as_they_were_one_after_the_other() throws IOException {
        Random random = new Random(19);
        String alphabet = "ab \"\\/\u0000\t\n\r\u001f\u007f\u0080\u07ff\u0800\u2028\uffff\ud83c\udf0d\udbff\udfff";
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(3000); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String expected = withoutHalves(text.toString());
            line.clear();
            line.add('[').add('"').addEscaped(text.toString()).add("\",\"");
            LineBuffer inner = new LineBuffer().add(text.toString());
            line.addEscaped(inner).add('"').add(']');

            try (JsonParser json = JSON.createParser(line.bytes(), 0, line.length())) {
                assertThat(json.nextToken()).isEqualTo(JsonToken.START_ARRAY);
                assertThat(json.nextTextValue()).isEqualTo(expected);
                assertThat(json.nextTextValue()).isEqualTo(expected);
                assertThat(json.nextToken()).isEqualTo(JsonToken.END_ARRAY);
                assertThat(json.nextToken()).isNull();
            }
            assertThat(new String(inner.bytes(), 0, inner.length(), StandardCharsets.UTF_8))
                    .isEqualTo(expected);
        }
    }

    @Test
    void a_text_fits_however_full_the_buffer_is() {
        String euro = "\u20ac";
        for (int before = 1000; before <= 1030; before++) {
            line.clear();
            line.add("x".repeat(before)).addEscaped("\u0001").add(euro).add(7).add('!');

            assertThat(written()).isEqualTo("x".repeat(before) + "\\u0001" + euro + "7!");
        }
    }

    @Test
    void nothing_is_left_of_the_line_before() {
        line.add("a longer line").clear();

        assertThat(line.length()).isZero();
        assertThat(line.add("short").length()).isEqualTo(5);
        assertThat(written()).isEqualTo("short");
    }

    @Test
    void numbers_are_written_in_full() {
        long[] numbers = new long[64];
        Arrays.setAll(numbers, i -> 1L << i);
        for (long number : numbers) {
            assertNumber(number);
            assertNumber(number - 1);
            assertNumber(-number);
        }
        for (long power = 1; power <= 1_000_000_000_000_000_000L / 10; power *= 10) {
            assertNumber(power - 1);
            assertNumber(power);
            assertNumber(power + 1);
            assertNumber(-power);
        }
        assertNumber(0);
        assertNumber(Long.MAX_VALUE);
        assertNumber(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.000",
        "0.0004, 0.000",
        "0.0005, 0.001",
        "0.001, 0.001",
        "0.0994, 0.099",
        "0.1, 0.100",
        "0.9994, 0.999",
        "0.9996, 1.000",
        "1.204, 1.204",
        "59.9996, 60.000",
        "12345678.9, 12345678.900",
        "-0.5, 0.000",
    })
    void seconds_have_three_places(double seconds, String written) {
        line.addSeconds(seconds);

        assertThat(written()).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(chars = {' ', '\n', '0', '~'})
    void a_single_character_is_itself(char c) {
        line.add(c);

        assertThat(written()).isEqualTo(String.valueOf(c));
    }

    private void assertNumber(long number) {
        line.clear();
        line.add('<').add(number).add('>');

        assertThat(written()).isEqualTo("<" + number + ">");
    }

    private void assertRead(String text, String expected) throws IOException {
        assertThat(readAsJson(text)).isEqualTo(expected);
        assertThat(readAsText(text)).isEqualTo(expected);
    }

    private String readAsJson(String text) throws IOException {
        line.clear();
        line.add('"').addEscaped(text).add('"');
        try (JsonParser json = JSON.createParser(line.bytes(), 0, line.length())) {
            String read = json.nextTextValue();
            assertThat(json.nextToken()).isNull();
            return read;
        }
    }

    private String readAsText(String text) {
        line.clear();
        line.add(text);
        return written();
    }

    private String written() {
        return new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8);
    }

    private static String withoutHalves(String text) {
        StringBuilder whole = new StringBuilder();
        text.codePoints()
                .map(c -> Character.getType(c) == Character.SURROGATE ? 0xfffd : c)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }
}
