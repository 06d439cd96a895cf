package dev.lintel.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OperationTest {

    @ParameterizedTest
    @CsvSource({
        "chat/completions, CHAT_COMPLETIONS",
        "completions, COMPLETIONS",
        "responses, RESPONSES",
        "embeddings, EMBEDDINGS",
        "messages, MESSAGES",
    })
    void is_known_by_its_path(String path, Operation operation) {
        assertThat(Operation.of(path)).contains(operation);
        assertThat(operation.path()).isEqualTo(path);
    }

    @Test
    void has_a_path_of_its_own_each() {
        assertThat(Operation.values()).extracting(Operation::path).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "models",
                "/chat/completions",
                "chat/completions/",
                "Chat/Completions",
                "chat%2Fcompletions",
                "responses/resp_1",
                "messages/count_tokens",
                "audio/speech",
            })
    void is_not_understood_under_any_other_path(String path) {
        assertThat(Operation.of(path)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void needs_a_model_unless_a_stored_prompt_can_name_it(Operation operation) {
        assertThat(operation.requiresModel()).isEqualTo(operation != Operation.RESPONSES);
    }
}
