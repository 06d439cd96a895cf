package dev.lintel.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lintel.http.RefusedException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeploymentPathTest {

    @ParameterizedTest
    @CsvSource({
        "/deployments/gpt-4o/chat/completions, gpt-4o, /chat/completions",
        "/deployments/gpt-4o/completions, gpt-4o, /completions",
        "/deployments/chat/completions, chat, /completions",
        "/deployments/gpt%204/embeddings, gpt 4, /embeddings",
        "/deployments/a+b/embeddings, a+b, /embeddings",
        "/deployments/a%zz/embeddings, a%zz, /embeddings",
        // The provider's name in front of the model's, encoded or not.
        "/deployments/groq/llama-3/chat/completions, groq/llama-3, /chat/completions",
        "/deployments/groq%2Fllama-3/chat/completions, groq/llama-3, /chat/completions",
        // What Azure adds: the first segment is the model.
        "/deployments/gpt-4o/extensions/search, gpt-4o, /extensions/search",
    })
    void names_a_model(String path, String model, String rest) {
        assertThat(DeploymentPath.of(path)).contains(new DeploymentPath(model, rest));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/chat/completions",
                "/deployments",
                "/deployments/",
                "/deployments/gpt-4o",
                "/deployments/chat-completions",
                "/x/deployments/gpt-4o/chat/completions"
            })
    void names_none(String path) {
        assertThat(DeploymentPath.of(path)).isEmpty();
    }

    @Test
    void is_made_of_a_model_that_can_be_a_segment() {
        String longest = "m".repeat(256);

        assertThat(DeploymentPath.with(longest, "/embeddings")).isEqualTo("/deployments/" + longest + "/embeddings");
        assertThat(DeploymentPath.with("...", "/embeddings")).isEqualTo("/deployments/.../embeddings");
        assertThat(DeploymentPath.with("..", "/files")).isEqualTo("/files");
    }

    static Stream<String> none() {
        return Stream.of(".", "..", "m".repeat(257));
    }

    @ParameterizedTest
    @MethodSource("none")
    void is_made_of_no_other(String model) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> DeploymentPath.with(model, "/embeddings"))
                .satisfies(refused -> assertThat(refused.error().code()).isEqualTo("invalid_model"));
    }
}
