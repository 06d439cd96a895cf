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
                var found = FormModel.in(type, Buffer.buffer(form.substring(0, length)));
                assertThat(found.isPresent()).as("of %d characters", length).isEqualTo(length >= whole);
                found.ifPresent(model -> assertThat(model.name()).isEqualTo("whisper-ü"));
            }
        }
    }

    @Test
    void another_model_takes_its_place_and_no_other_byte_changes() {
        Buffer form = Buffer.buffer(FILE + MODEL + END);
        FormModel model = FormModel.in("multipart/form-data; boundary=b", form).orElseThrow();
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
        assertThat(FormModel.in("multipart/form-data; boundary=b", Buffer.buffer(form)))
                .isEmpty();
        assertThat(FormModel.in("multipart/form-data", Buffer.buffer(MODEL + END)))
                .isEmpty();
    }
}
