package dev.lintel.wire.tokens;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.lintel.testing.Alongside;
import dev.lintel.wire.tokens.JsonTokens.Token;
import dev.lintel.wire.tokens.MalformedJsonException.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts are read as Jackson reads them, token by token and place by place, and refused where Jackson refuses them. */
@Alongside
final class JsonTokensTest {

    private static final int DEPTH = 50;

    /** Where a name has ended Jackson does not say: it has looked on to the value. */
    private static final int ANYWHERE = -1;

    private static final JsonFactory JACKSON = new JsonFactory();

    private static final Map<JsonToken, Token> SAME = Map.ofEntries(
            Map.entry(JsonToken.START_OBJECT, Token.BEGIN_OBJECT),
            Map.entry(JsonToken.END_OBJECT, Token.END_OBJECT),
            Map.entry(JsonToken.START_ARRAY, Token.BEGIN_ARRAY),
            Map.entry(JsonToken.END_ARRAY, Token.END_ARRAY),
            Map.entry(JsonToken.FIELD_NAME, Token.NAME),
            Map.entry(JsonToken.VALUE_STRING, Token.STRING),
            Map.entry(JsonToken.VALUE_NUMBER_INT, Token.INTEGER),
            Map.entry(JsonToken.VALUE_NUMBER_FLOAT, Token.DECIMAL),
            Map.entry(JsonToken.VALUE_TRUE, Token.TRUE),
            Map.entry(JsonToken.VALUE_FALSE, Token.FALSE),
            Map.entry(JsonToken.VALUE_NULL, Token.NULL));

    private static final String EVERYTHING =
            " {\"model\" : \"gpt-4o\",\n\t\"n\":[ 0,-1 ,2.50,1e9,-0.0E-7,1E+2],\r\"\\u006do\\n\":{},\"\":"
                    + "[[],[{\"\u00e9\":\"\u20ac \ud83c\udf0d\\ud83c\\udf0d\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00Ff\"}],true,false,null]} ";

    private record Read(Token token, int start, int end, String text) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                " [ ] ",
                "[[]]",
                "{\"a\":{}}",
                "\"\"",
                "0",
                "-0",
                "7",
                "10",
                "-12",
                "0.5",
                "1.05",
                "1e5",
                "1E5",
                "1e+5",
                "1e-50",
                "-1.5e10",
                "true",
                "false",
                "null",
                "[1,2]",
                "[1 , 2]",
                "{\"a\":1,\"b\":2}",
                "{ \"a\" : 1 , \"b\" : 2 }",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                "\"\\u0041\\u00e9\\u20AC\"",
                "\"\\ud83c\\udf0d\"",
                "\"\\ud83c\"",
                "\"a\\u0041b\\nc\u00e9\"",
                "\"\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\"",
                "\"\ud800\udc00\udbff\udfff\"",
                "\ufeff{\"a\":1}",
                "{\"\\u0061\":1,\"a\":2}"
            })
    void a_text_is_read(String text) throws IOException {
        assertThat(read(text.getBytes(UTF_8)))
                .hasValue(byJackson(text.getBytes(UTF_8)).orElseThrow());
    }

    @Test
    void everything_that_there_is_is_read() throws IOException {
        byte[] text = EVERYTHING.getBytes(UTF_8);
        byte[] within = ("]]" + EVERYTHING + "[[").getBytes(UTF_8);

        assertThat(read(text)).hasValue(byJackson(text).orElseThrow());
        assertThat(read(text).orElseThrow())
                .extracting(Read::token)
                .contains(SAME.values().toArray(Token[]::new));
        assertThat(read(within, 2, within.length - 4)).isEqualTo(read(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "}",
                "]",
                "{]",
                "[}",
                "{}}",
                "[]]",
                "{} {}",
                "1 2",
                "truefalse",
                "1x",
                ",",
                ":",
                "[,]",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1:2]",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\" 1}",
                "{\"a\",1}",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,,\"b\":2}",
                "{1:2}",
                "{a:1}",
                "{'a':1}",
                "['a']",
                "tru",
                "trux",
                "True",
                "fals",
                "falsy",
                "nul",
                "nuLl",
                "x",
                "-",
                "+1",
                "-x",
                "--1",
                "00",
                "01",
                "-01",
                ".5",
                "1.",
                "1.x",
                "1..2",
                "1e",
                "1e+",
                "1ex",
                "1e1.5",
                "0x10",
                "NaN",
                "Infinity",
                "\"",
                "\"a",
                "\"\\",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u123",
                "\"\n\"",
                "\"\t\"",
                "\"\u0000\"",
                "\"\u001f\"",
                "/**/1",
                "1//",
                "\u00a01",
                "\ufeff"
            })
    void a_text_that_is_none_is_refused(String text) throws IOException {
        assertThat(byJackson(text.getBytes(UTF_8))).isEmpty();
        assertThat(read(text.getBytes(UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\u0080\"",
                "\"\u00bf\"",
                "\"\u00c3\"",
                "\"\u00c3(\"",
                "\"\u00c3\u00c3\"",
                "\"\u00e2\u0082\"",
                "\"\u00e2(\u00a1\"",
                "\"\u00e2\u0082(\"",
                "\"\u00f0\u009f\u0098\"",
                "\"\u00f0\u009f\u0098(\"",
                "\"\u00f0(\u008c\u00bc\"",
                "\"\u00f8\u0088\u0080\u0080\u0080\"",
                "\"\u00ff\"",
                "\"\u00c3"
            })
    void bytes_that_are_no_characters_are_refused(String latin1) throws IOException {
        assertThat(byJackson(latin1.getBytes(ISO_8859_1))).isEmpty();
        assertThat(read(latin1.getBytes(ISO_8859_1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00c0\u0080",
                "\u00c1\u00bf",
                "\u00e0\u0080\u0080",
                "\u00e0\u009f\u00bf",
                "\u00ed\u00a0\u0080",
                "\u00ed\u00bf\u00bf",
                "\u00f0\u0080\u0080\u0080",
                "\u00f0\u008f\u00bf\u00bf",
                "\u00f4\u0090\u0080\u0080",
                "\u00f5\u0080\u0080\u0080",
                "\u00f7\u00bf\u00bf\u00bf"
            })
    void what_looks_like_a_character_and_is_none_is_passed_but_not_read(String latin1) throws MalformedJsonException {
        byte[] text = ("[\"a" + latin1 + "b\",\"c\"]").getBytes(ISO_8859_1);
        JsonTokens json = new JsonTokens(text, 0, text.length, DEPTH);
        json.next();
        json.next();

        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(json::text)
                .returns(Fault.ENCODING, MalformedJsonException::fault);
        assertThat(json.next()).isEqualTo(Token.STRING);
        assertThat(json.text()).isEqualTo("c");
        assertThat(json.next()).isEqualTo(Token.END_ARRAY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "\ufeff{}", "1"})
    void another_encoding_is_told(String text) {
        fails(text.getBytes(UTF_16BE), Fault.ENCODING);
        fails(text.getBytes(UTF_16LE), Fault.ENCODING);
    }

    @Test
    void what_is_wrong_is_told() {
        fails("{} 1".getBytes(UTF_8), Fault.MORE);
        fails("{]".getBytes(UTF_8), Fault.SYNTAX);
        fails(("[".repeat(DEPTH + 1)).getBytes(UTF_8), Fault.DEPTH);
        fails(("{\"a\":".repeat(DEPTH + 1)).getBytes(UTF_8), Fault.DEPTH);
    }

    @Test
    void a_text_may_be_as_deep_as_is_told() {
        assertThat(read(("[".repeat(DEPTH) + "]".repeat(DEPTH)).getBytes(UTF_8)).orElseThrow())
                .hasSize(2 * DEPTH + 1);
        assertThat(read(("{\"a\":".repeat(DEPTH) + "0" + "}".repeat(DEPTH)).getBytes(UTF_8))
                        .orElseThrow())
                .hasSize(3 * DEPTH + 2);
    }

    @Test
    void a_value_is_skipped_and_its_text_looked_at_all_the_same() throws MalformedJsonException {
        byte[] text = "[{\"a\":[1,{}]},\"b\",[2],3]".getBytes(UTF_8);
        JsonTokens json = new JsonTokens(text, 0, text.length, DEPTH);
        json.next();
        json.next();
        json.skip();
        assertThat(json.current()).isEqualTo(Token.END_OBJECT);
        json.skip();
        assertThat(json.next()).isEqualTo(Token.STRING);
        json.skip();
        assertThat(json.next()).isEqualTo(Token.BEGIN_ARRAY);
        json.skip();
        assertThat(json.current()).isEqualTo(Token.END_ARRAY);
        assertThat(json.next()).isEqualTo(Token.INTEGER);
        assertThat(json.number()).isEqualTo("3");

        byte[] broken = "[[1,]]".getBytes(UTF_8);
        JsonTokens other = new JsonTokens(broken, 0, broken.length, DEPTH);
        other.next();
        other.next();
        assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(other::skip);
    }

    @Test
    void a_name_is_known_however_it_is_written() throws MalformedJsonException {
        List<String> names = List.of("n", "model", "moder");
        byte[] text = "{\"model\":1,\"m\\u006fdel\":2,\"modem\":3,\"mode\":4,\"\":5,\"m\\u006fde\":6}".getBytes(UTF_8);
        JsonTokens json = new JsonTokens(text, 0, text.length, DEPTH);
        List<Optional<String>> read = new ArrayList<>();
        json.next();
        while (json.next() == Token.NAME) {
            read.add(Optional.ofNullable(json.nameAmong(names)));
            assertThat(text[json.start()]).isEqualTo((byte) '"');
            assertThat(text[json.end() - 1]).isEqualTo((byte) '"');
            assertThat(text[json.end()]).isEqualTo((byte) ':');
            assertThat(json.isNamed("model"))
                    .isEqualTo(read.get(read.size() - 1).isPresent());
            json.next();
        }

        assertThat(read)
                .containsExactly(
                        Optional.of("model"),
                        Optional.of("model"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
    }

    /** What others take for JSON is read as they read it, and nothing else is. */
    @Test
    @Tag("many-inputs")
    void a_text_in_which_any_byte_is_another_is_read_or_refused_as_by_jackson() throws IOException {
        byte[] text = EVERYTHING.getBytes(UTF_8);
        byte[] others = "{}[],:\"\\tnu019.-eE \n\u0000\u001f\u007f".getBytes(ISO_8859_1);
        int read = 0;
        int refused = 0;
        for (int at = 0; at < text.length; at++) {
            for (int other = -1; other < others.length + 128; other++) {
                byte[] changed = changed(text, at, other, others);
                Optional<List<Read>> expected = byJackson(changed);
                assertThat(read(changed)).as(new String(changed, ISO_8859_1)).isEqualTo(expected);
                if (expected.isPresent()) {
                    read++;
                } else {
                    refused++;
                }
            }
        }
        assertThat(read).isGreaterThan(1_000);
        assertThat(refused).isGreaterThan(1_000);
    }

    // Cut off, or with another byte in the place of one.
    private static byte[] changed(byte[] text, int at, int other, byte[] others) {
        if (other < 0) {
            return Arrays.copyOf(text, at);
        }
        byte[] changed = text.clone();
        changed[at] = other < others.length ? others[other] : (byte) (128 + other - others.length);
        return changed;
    }

    private static void fails(byte[] text, Fault fault) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> tokens(text, 0, text.length))
                .returns(fault, MalformedJsonException::fault);
    }

    private static Optional<List<Read>> read(byte[] text) {
        return read(text, 0, text.length);
    }

    private static Optional<List<Read>> read(byte[] text, int from, int length) {
        try {
            return Optional.of(tokens(text, from, length));
        } catch (MalformedJsonException refused) {
            return Optional.empty();
        }
    }

    private static List<Read> tokens(byte[] text, int from, int length) throws MalformedJsonException {
        JsonTokens json = new JsonTokens(text, from, length, DEPTH);
        assertThat(json.current()).isNull();
        List<Read> read = new ArrayList<>();
        for (Token token = json.next(); token != Token.END; token = json.next()) {
            assertThat(json.current()).isEqualTo(token);
            read.add(new Read(token, json.start(), token == Token.NAME ? ANYWHERE : json.end(), text(json, token)));
        }
        assertThat(json.start()).isEqualTo(length);
        read.add(new Read(Token.END, length, length, ""));
        return read;
    }

    private static String text(JsonTokens json, Token token) throws MalformedJsonException {
        return switch (token) {
            case NAME, STRING -> json.text();
            case INTEGER, DECIMAL -> json.number();
            default -> "";
        };
    }

    // Jackson reads some texts that are no UTF-8, and several values one behind the other.
    private static Optional<List<Read>> byJackson(byte[] text) throws IOException {
        List<Read> read = new ArrayList<>();
        try (JsonParser json = JACKSON.createParser(text)) {
            int depth = 0;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (!read.isEmpty() && depth == 0) {
                    return Optional.empty();
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                String said = token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING || token.isNumeric()
                        ? json.getText()
                        : "";
                int start = (int) json.currentTokenLocation().getByteOffset();
                int end = token == JsonToken.FIELD_NAME
                        ? ANYWHERE
                        : (int) json.currentLocation().getByteOffset();
                read.add(new Read(SAME.get(token), start, end, said));
            }
            UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
        } catch (CharacterCodingException | JsonProcessingException refused) {
            return Optional.empty();
        }
        read.add(new Read(Token.END, text.length, text.length, ""));
        return read.size() == 1 ? Optional.empty() : Optional.of(read);
    }
}
