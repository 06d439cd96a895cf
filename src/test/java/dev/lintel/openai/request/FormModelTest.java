package dev.lintel.openai.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FormModelTest {

    private static final String FILE =
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model\"\r\n\r\nRIFF\r\n\r\n--no\r\n";
    private static final String MODEL = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nwhisper-ü\r\n";
    private static final String PAIRS = "application/x-www-form-urlencoded";
    private static final String END = "--b--\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=b",
                "Multipart/Form-Data;boundary=\"b\"",
                "multipart/form-data; charset=utf-8; boundary=b; x=y"
            })
    void the_model_is_found_wherever_it_stands_once_it_is_whole(String type) {
        for (String form : List.of(MODEL + FILE + END, FILE + MODEL + END)) {
            int whole = form.indexOf("whisper-ü\r\n--b") + "whisper-ü\r\n--b".length();
            for (int length = 0; length <= form.length(); length++) {
                var found = FormModel.in(type, Buffer.buffer(form.substring(0, length)), false);
                assertThat(found.isPresent()).as("of %d characters", length).isEqualTo(length >= whole);
                found.ifPresent(model -> assertThat(model.name()).isEqualTo("whisper-ü"));
            }
        }
    }

    @Test
    void another_model_takes_its_place_and_no_other_byte_changes() {
        Buffer form = Buffer.buffer(FILE + MODEL + END);
        FormModel model =
                FormModel.in("multipart/form-data; boundary=b", form, true).orElseThrow();
        assertThat(Splice.into(form, List.of(model.to("x"))).toString())
                .isEqualTo(FILE + MODEL.replace("whisper-ü", "x") + END);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--b\r\ncontent-disposition: form-data; name=\"models\"\r\n\r\nx\r\n--b--",
                "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\n\r\n--b--",
                "--c\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nx\r\n--c--",
                "model=x",
                ""
            })
    void what_names_none_has_none(String form) {
        assertThat(FormModel.in("multipart/form-data; boundary=b", Buffer.buffer(form), true))
                .isEmpty();
        assertThat(FormModel.in("multipart/form-data", Buffer.buffer(MODEL + END), true))
                .isEmpty();
    }

    @Test
    void of_pairs_it_is_found_once_it_is_whole() {
        for (String form : List.of("model=ab%2Fc+d&size=1", "x_model=1&model=ab%2fc+d&model=z", "&a&model=ab/c%20d")) {
            int start = form.indexOf("&model=") < 0 ? 6 : form.indexOf("&model=") + 7;
            int end = form.indexOf('&', start) < 0 ? form.length() + 1 : form.indexOf('&', start) + 1;
            for (int length = 0; length <= form.length(); length++) {
                var found = FormModel.in(PAIRS, Buffer.buffer(form.substring(0, length)), false);
                assertThat(found.isPresent())
                        .as("of %d characters of %s", length, form)
                        .isEqualTo(length >= end);
            }
            assertThat(FormModel.in(PAIRS, Buffer.buffer(form), true)
                            .orElseThrow()
                            .name())
                    .isEqualTo("ab/c d");
        }
    }

    @Test
    void of_pairs_another_takes_its_place_written_as_they_are() {
        Buffer form = Buffer.buffer("a=%41&model=x%2Fy&b=+");
        FormModel model = FormModel.in(PAIRS, form, true).orElseThrow();
        assertThat(Splice.into(form, List.of(model.to("y&z ü"))).toString()).isEqualTo("a=%41&model=y%26z+%C3%BC&b=+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "model", "model=", "model=&a=b", "models=x", "xmodel=x", "model=%4", "model=%zz", "&&"})
    void pairs_that_name_none_have_none(String form) {
        assertThat(FormModel.in(PAIRS, Buffer.buffer(form), true)).isEmpty();
    }

    @Test
    void a_name_of_256_bytes_is_one_and_a_longer_one_is_none() {
        assertThat(FormModel.in(PAIRS, Buffer.buffer("model=" + "m".repeat(256)), true))
                .isPresent();
        assertThat(FormModel.in(PAIRS, Buffer.buffer("model=" + "m".repeat(257)), true))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {PAIRS, PAIRS + "; charset=UTF-8", "Multipart/Form-Data;boundary=b"})
    void forms_are_known_by_their_type(String type) {
        assertThat(FormModel.isForm(type)).isTrue();
        assertThat(FormModel.isForm(type.replace("form", "from").replace("Form", "From")))
                .isFalse();
    }
}
