package dev.lintel.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.testing.YamlSection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelAliasesConfigTest {

    @Test
    void by_default_has_none() {
        assertThat(YamlSection.read(ModelAliasesConfig.class, "{}").byName()).isEmpty();
    }

    @Test
    void takes_aliases_with_their_targets_in_order() {
        ModelAliasesConfig aliases = YamlSection.read(ModelAliasesConfig.class, """
                model_aliases:
                  fast: {targets: [openai/gpt-4o-mini, groq/llama-3.3-70b-versatile]}
                  gpt-3.5: {targets: [openai/gpt-4o-mini]}
                """);

        assertThat(aliases.byName()).containsOnlyKeys("fast", "gpt-3.5");
        assertThat(aliases.byName().get("fast").targets().orElseThrow())
                .containsExactly("openai/gpt-4o-mini", "groq/llama-3.3-70b-versatile");
    }

    @Test
    void takes_targets_with_weights() {
        ModelAliasesConfig aliases = YamlSection.read(ModelAliasesConfig.class, """
                model_aliases:
                  split: {targets: [{model: openai/gpt-4o, weight: 9}, {model: groq/llama-3}]}
                """);

        assertThat(aliases.byName().get("split").weighted())
                .extracting(target ->
                        target.model().orElseThrow() + " " + target.weight().orElse(-1))
                .containsExactly("openai/gpt-4o 9", "groq/llama-3 -1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"target", "models", "Targets"})
    void refuses_an_unknown_key_by_its_name(String key) {
        assertThatThrownBy(() -> YamlSection.read(
                        ModelAliasesConfig.class, "model_aliases: {fast: {targets: [a/b], " + key + ": [a/b]}}"))
                .hasMessageContaining("model_aliases.fast." + key)
                .hasMessageContaining("does not map to any root");
    }
}
