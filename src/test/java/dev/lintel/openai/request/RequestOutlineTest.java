package dev.lintel.openai.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lintel.http.RefusedException;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestOutlineTest {

    private static final String TYPICAL = """
            {"stream": true, "messages": [{"role": "user", "content": "Grüße, 🌍 \\u00e9 \\ud83c\\udf0d \\"model\\": \\"x\\""}],
             "metadata": {"model": "not this one", "stream": false}, "tools": [], "temperature": 1e-1,
             "model" : "gpt-4o-mini" , "seed": -0, "stop": null}
            """;

    @Nested
    class the_model {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"model\":\"m\"}",
                    "  {\"model\" : \"m\" , \"messages\":[]}  \r\n",
                    "{\"messages\":[{\"model\":\"other\"}],\"model\":\"m\"}",
                    "{\"a\":{\"model\":\"other\",\"b\":[{\"model\":1}]},\"model\":\"m\",\"c\":{\"model\":[]}}",
                    "{\"\\u006dode\\u006c\":\"m\"}",
                    "{\"model\":\"\\u006d\"}",
                    "{\"Model\":\"other\",\"model \":\"other\",\"model\":\"m\"}",
                })
        void is_read_wherever_the_body_has_it(String body) {
            assertThat(read(body).model()).isEqualTo("m");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{\"messages\":[]}", "{\"model\":null}", "{\"a\":{\"model\":\"m\"}}"})
        void is_null_when_the_body_names_none(String body) {
            assertThat(read(body).model()).isNull();
        }

        @Test
        void is_read_with_its_escapes_resolved() {
            assertThat(read("{\"model\":\"openai\\/gpt\\u002d4 \\\"\\\\ \\ud83c\\udf0d é 🌍\"}")
                            .model())
                    .isEqualTo("openai/gpt-4 \"\\ 🌍 é 🌍");
        }

        @ParameterizedTest
        @ValueSource(strings = {"1", "true", "[\"m\"]", "{\"id\":\"m\"}", "1.5e3"})
        void is_refused_when_it_is_no_string(String model) {
            refused("{\"model\":" + model + "}").satisfies(is(400, "invalid_model", "model"));
        }

        @Test
        void is_refused_when_it_is_empty() {
            refused("{\"model\":\"\"}").satisfies(is(400, "invalid_model", "model"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"model\":\"a\",\"model\":\"b\"}",
                    "{\"model\":\"a\",\"model\":\"a\"}",
                    "{\"model\":\"a\",\"messages\":[],\"mod\\u0065l\":\"b\"}",
                    "{\"model\":\"a\",\"model\":null}",
                    "{\"model\":null,\"model\":\"a\"}",
                })
        void is_refused_when_it_is_given_twice(String body) {
            refused(body).satisfies(is(400, "invalid_model", "model"));
        }
    }

    @Nested
    class the_stream_flag {

        @ParameterizedTest
        @CsvSource({"true, true", "false, false", "null, false", "'\"true\"', false", "1, false", "[true], false"})
        void is_set_by_true_alone(String value, boolean streaming) {
            assertThat(read("{\"stream\":" + value + ",\"model\":\"m\"}").streaming())
                    .isEqualTo(streaming);
            assertThat(read("{\"model\":\"m\",\"stream\":" + value + "}").streaming())
                    .isEqualTo(streaming);
        }

        @Test
        void is_not_set_when_it_is_missing_or_elsewhere() {
            assertThat(read("{\"model\":\"m\"}").streaming()).isFalse();
            assertThat(read("{\"stream_options\":{\"stream\":true}}").streaming())
                    .isFalse();
        }
    }

    @Nested
    class another_model_in_its_place {

        @Test
        void changes_no_other_byte() {
            assertThat(spliced(TYPICAL, "x")).isEqualTo(TYPICAL.replace("\"gpt-4o-mini\"", "\"x\""));
        }

        @Test
        void may_be_longer_or_need_escapes() {
            String model = "a \"quoted\" \\ one\nwith a line break, é and 🌍";

            assertThat(read(spliced(TYPICAL, model)).model()).isEqualTo(model);
        }

        @Test
        void replaces_one_that_was_written_with_escapes() {
            assertThat(spliced("{\"model\":\"demo\\u002fm\\\"\",\"a\":\"\\u002f\"}", "m"))
                    .isEqualTo("{\"model\":\"m\",\"a\":\"\\u002f\"}");
        }

        @Test
        void is_put_in_rightly_behind_characters_of_several_bytes() {
            assertThat(spliced("{\"é🌍€\":\"é🌍€\",\"model\":\"é🌍€\",\"z\":\"é🌍€\"}", "m"))
                    .isEqualTo("{\"é🌍€\":\"é🌍€\",\"model\":\"m\",\"z\":\"é🌍€\"}");
        }

        @Test
        void is_put_in_rightly_far_behind() {
            String body =
                    "{\"a\":\"" + "é".repeat(100_000) + "\",\"model\":\"m\",\"b\":\"" + "x".repeat(100_000) + "\"}";

            assertThat(spliced(body, "other")).isEqualTo(body.replace("\"m\"", "\"other\""));
        }

        @Test
        void is_put_in_rightly_behind_a_byte_order_mark() {
            String body = "\ufeff{\"a\":1,\"model\":\"m\",\"b\":2}";

            assertThat(spliced(body, "other")).isEqualTo(body.replace("\"m\"", "\"other\""));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"\\ud800", "\\ud83c", "\\udf0d", "\\udfff", "a\\ud83c", "\\ud83c\\ud83c", "\\udf0d\\ud83c"})
        void can_be_put_in_even_when_it_is_half_a_character(String half) {
            byte[] body = ("{\"model\":\"demo/" + half + "\"}").getBytes(UTF_8);

            assertOnlyRefuses(body);
        }
    }

    @Nested
    class a_body_that_is_no_json_object_in_utf_8 {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "null",
                    "true",
                    "1",
                    "\"model\"",
                    "[]",
                    "[{\"model\":\"m\"}]",
                    "{\"model\":\"m\"",
                    "{\"model\":\"m\"}}",
                    "{\"model\":\"m\"} {\"model\":\"m\"}",
                    "{\"model\":\"m\"}x",
                    "{\"model\":\"m\",}",
                    "{model:\"m\"}",
                    "{'model':'m'}",
                    "{\"model\":\"m\"/**/}",
                    "{\"model\":\"a\nb\"}",
                    "{\"model\":\"\\x\"}",
                    "{\"a\":NaN}",
                    "{\"a\":01}",
                    "{\"a\":+1}",
                    "model=m&stream=true",
                })
        void is_refused(String body) {
            refused(body).satisfies(is(400, "invalid_json", null));
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
        void is_refused_in_another_encoding(String charset) {
            for (String body : List.of("{\"model\":\"m\"}", "{\"messages\":[]}", "{}")) {
                refused(body.getBytes(Charset.forName(charset))).satisfies(is(400, "invalid_json", null));
            }
        }

        @Test
        void is_refused_in_latin_1() {
            refused("{\"model\":\"é\"}".getBytes(Charset.forName("ISO-8859-1")))
                    .satisfies(is(400, "invalid_json", null));
        }

        @Test
        void never_has_its_content_shown() {
            refused("{\"messages\":\"private words\" \"model\"")
                    .satisfies(refused -> assertThat(
                                    refused.getMessage() + refused.error().toJson())
                            .doesNotContain("private words"));
        }
    }

    @Nested
    class a_body_that_goes_to_extremes {

        @Test
        void may_be_nested_2000_levels_deep() {
            assertThat(read(nested("[", "]", 1_999)).model()).isEqualTo("m");
            assertThat(read(nested("{\"a\":", "}", 1_998)).model()).isEqualTo("m");
        }

        @Test
        void is_refused_when_it_is_nested_more_deeply() {
            for (int depth : new int[] {2_001, 100_000, 2_000_000}) {
                refused(nested("[", "]", depth))
                        .satisfies(is(400, "invalid_json", null))
                        .withMessageContaining("nested more than 2000 levels deep");
                refused(nested("{\"a\":", "}", depth)).satisfies(is(400, "invalid_json", null));
            }
        }

        @Test
        void may_have_a_string_of_any_length() {
            byte[] image = new byte[24 * 1024 * 1024];
            Arrays.fill(image, (byte) 'A');
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes("{\"image\":\"".getBytes(UTF_8));
            body.writeBytes(image);
            body.writeBytes("\",\"model\":\"m\"}".getBytes(UTF_8));

            assertThat(RequestOutline.read(body.toByteArray()).model()).isEqualTo("m");
        }

        @Test
        void may_have_a_name_or_a_number_of_any_length() {
            assertThat(read("{\"" + "n".repeat(200_000) + "\":1,\"model\":\"m\"}")
                            .model())
                    .isEqualTo("m");
            assertThat(read("{\"a\":" + "9".repeat(200_000) + ",\"model\":\"m\"}")
                            .model())
                    .isEqualTo("m");
            assertThat(read("{\"a\":1e" + "9".repeat(200_000) + ",\"model\":\"m\"}")
                            .model())
                    .isEqualTo("m");
        }

        @Test
        void may_have_a_model_of_any_length() {
            String model = "m".repeat(1_000_000);

            assertThat(read("{\"model\":\"" + model + "\"}").model()).isEqualTo(model);
        }

        @Test
        void may_have_any_number_of_fields() {
            StringBuilder body = new StringBuilder("{");
            for (int i = 0; i < 200_000; i++) {
                body.append("\"f").append(i).append("\":").append(i).append(',');
            }
            body.append("\"model\":\"m\"}");

            assertThat(read(body.toString()).model()).isEqualTo("m");
        }

        private static String nested(String open, String close, int depth) {
            String inner = open.startsWith("{") ? "1" : "";
            return "{\"deep\":" + open.repeat(depth) + inner + close.repeat(depth) + ",\"model\":\"m\"}";
        }
    }

    @Test
    void a_body_cut_anywhere_is_refused() {
        byte[] body = TYPICAL.strip().getBytes(UTF_8);
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatExceptionOfType(RefusedException.class)
                    .as("cut to %d bytes", length)
                    .isThrownBy(() -> RequestOutline.read(cut));
        }
    }

    @Tag("many-inputs")
    @Test
    void a_body_with_any_byte_changed_is_read_or_refused() {
        byte[] body = TYPICAL.getBytes(UTF_8);
        for (int at = 0; at < body.length; at++) {
            for (int value : new int[] {0, ' ', '"', '\\', '{', '}', '[', ']', ',', ':', 'x', '0', 0x80, 0xc3, 0xff}) {
                byte[] changed = body.clone();
                changed[at] = (byte) value;
                assertOnlyRefuses(changed);
            }
        }
    }

    @Tag("many-inputs")
    @Test
    void no_bytes_at_all_make_reading_fail_otherwise_than_by_refusing() {
        Random random = new Random(44);
        List<String> parts = List.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"model\"",
                "\"m\"",
                "\"stream\"",
                "true",
                "null",
                "1",
                "\"",
                "\\",
                "\\u00",
                "\\ud83c",
                " ",
                "\ufeff",
                "é",
                "-",
                "e",
                ".");
        for (int round = 0; round < 20_000; round++) {
            StringBuilder body = new StringBuilder(random.nextBoolean() ? "{" : "");
            for (int count = random.nextInt(12); count > 0; count--) {
                body.append(parts.get(random.nextInt(parts.size())));
            }
            assertOnlyRefuses(body.toString().getBytes(UTF_8));

            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertOnlyRefuses(bytes);
        }
    }

    /** Reads; what is accepted can have its model replaced, and only that. */
    private static void assertOnlyRefuses(byte[] body) {
        RequestOutline outline;
        try {
            outline = RequestOutline.read(body);
        } catch (RefusedException refused) {
            assertThat(refused.error().status()).isEqualTo(400);
            return;
        }
        if (outline.model() != null) {
            RequestOutline same = RequestOutline.read(withModel(outline, body, outline.model()));
            assertThat(same.model()).isEqualTo(outline.model());
            RequestOutline other = RequestOutline.read(withModel(outline, body, "another"));
            assertThat(other.model()).isEqualTo("another");
            assertThat(other.streaming()).isEqualTo(outline.streaming());
        }
    }

    private static byte[] withModel(RequestOutline outline, byte[] body, String model) {
        return Splice.into(Buffer.buffer(body), List.of(outline.modelTo(model))).getBytes();
    }

    private static RequestOutline read(String body) {
        return RequestOutline.read(body.getBytes(UTF_8));
    }

    private static String spliced(String body, String model) {
        byte[] bytes = body.getBytes(UTF_8);
        return new String(withModel(RequestOutline.read(bytes), bytes, model), UTF_8);
    }

    private static ThrowableAssertAlternative<RefusedException> refused(String body) {
        return refused(body.getBytes(UTF_8));
    }

    private static ThrowableAssertAlternative<RefusedException> refused(byte[] body) {
        return assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> RequestOutline.read(body));
    }

    private static Consumer<RefusedException> is(int status, String code, String param) {
        return refused -> {
            assertThat(refused.error().status()).isEqualTo(status);
            assertThat(refused.error().code()).isEqualTo(code);
            assertThat(refused.error().param()).isEqualTo(param);
            assertThat(refused.error().type()).isEqualTo("invalid_request_error");
        };
    }
}
