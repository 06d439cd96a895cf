package dev.lintel.demo.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors of texts. */
final class EmbeddingsAnswerTest {

    @Test
    void each_text_has_a_vector() {
        JsonObject answer = embeddings("{\"input\":[\"One\",\"Two\",\"One\"]}");

        assertThat(answer.getString("object")).isEqualTo("list");
        assertThat(answer.getString("model")).isEqualTo("demo");
        assertThat(answer.getJsonObject("usage").encode()).isEqualTo("{\"prompt_tokens\":4,\"total_tokens\":4}");
        JsonArray data = answer.getJsonArray("data");
        assertThat(data).hasSize(3);
        for (int index = 0; index < 3; index++) {
            assertThat(data.getJsonObject(index).getString("object")).isEqualTo("embedding");
            assertThat(data.getJsonObject(index).getInteger("index")).isEqualTo(index);
            assertThat(data.getJsonObject(index).getJsonArray("embedding")).hasSize(256);
        }
        assertThat(vector(data, 0)).isEqualTo(vector(data, 2)).isNotEqualTo(vector(data, 1));
    }

    @ParameterizedTest
    @CsvSource({"One text, 1", "'', 1", "One text, 8", "'   ', 8", "One text, 3072"})
    void a_vector_has_the_dimensions_that_are_asked_for_and_length_1(String text, int dimensions) {
        float[] vector = vector(
                embeddings("{\"input\":\"" + text + "\",\"dimensions\":" + dimensions + "}")
                        .getJsonArray("data"),
                0);

        assertThat(vector).hasSize(dimensions);
        assertThat(product(vector, vector)).isEqualTo(1, within(1e-5));
    }

    @Test
    void texts_alike_have_vectors_alike() {
        JsonArray data = embeddings("{\"input\":[\"The cat sat.\",\"A cat sat\",\"Stocks fell today\"]}")
                .getJsonArray("data");

        assertThat(product(vector(data, 0), vector(data, 1))).isGreaterThan(0.4);
        assertThat(product(vector(data, 0), vector(data, 2))).isLessThan(0.3);
    }

    @Test
    void in_base64_it_is_the_same_vector() {
        String base64 = embeddings("{\"input\":\"One text\",\"encoding_format\":\"base64\"}")
                .getJsonArray("data")
                .getJsonObject(0)
                .getString("embedding");
        float[] decoded = new float[256];
        ByteBuffer.wrap(Base64.getDecoder().decode(base64))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(decoded);

        assertThat(decoded)
                .isEqualTo(vector(
                        embeddings("{\"input\":\"One text\",\"encoding_format\":\"float\"}")
                                .getJsonArray("data"),
                        0));
    }

    @Test
    void a_list_of_tokens_is_one_text() {
        assertThat(embeddings("{\"input\":[1,2,3]}").getJsonArray("data")).hasSize(1);
        assertThat(embeddings("{\"input\":[[1,2],[3]]}").getJsonArray("data")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "3073", "1.5", "\"8\""})
    void other_dimensions_are_refused(String dimensions) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> embeddings("{\"input\":\"One\",\"dimensions\":" + dimensions + "}"))
                .withMessage("dimensions must be a number from 1 to 3072.");
    }

    @Test
    void no_text_and_too_many_are_refused() {
        String most = "\"One\"" + String.join("", Collections.nCopies(2047, ",\"One\""));
        assertThat(embeddings("{\"dimensions\":1,\"input\":[" + most + "]}").getJsonArray("data"))
                .hasSize(2048);
        for (String body : new String[] {"{}", "{\"input\":[]}", "{\"input\":[" + most + ",\"One\"]}"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> embeddings(body))
                    .withMessage("input must be a text or 1 to 2048 texts.");
        }
    }

    private static JsonObject embeddings(String request) {
        // As it is sent.
        return new JsonObject(Endpoint.EMBEDDINGS
                .answer(new JsonObject(request), null)
                .whole()
                .encode());
    }

    private static float[] vector(JsonArray data, int index) {
        JsonArray numbers = data.getJsonObject(index).getJsonArray("embedding");
        float[] vector = new float[numbers.size()];
        for (int component = 0; component < vector.length; component++) {
            vector[component] = numbers.getFloat(component);
        }
        return vector;
    }

    private static double product(float[] one, float[] other) {
        double product = 0;
        for (int component = 0; component < one.length; component++) {
            product += one[component] * other[component];
        }
        return product;
    }
}
