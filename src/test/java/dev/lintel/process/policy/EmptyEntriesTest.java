package dev.lintel.process.policy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.callers.CallersConfig;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.ProvidersConfig;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EmptyEntriesTest {

    private static final int ORDINAL = 265;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "callers: {a: {}} | callers.a | 1",
                "callers: {a: } | callers.a | 1",
                "callers: {a: {key_sha256: }} | callers.a | 1",
                "callers: {a: {models: [m]}, a.b: {}} | callers.a.b | 1",
                "model_aliases: {fast: {}} | model_aliases.fast | 1",
                "providers: {mine: {}} | providers.mine | 1",
                "providers: {ollama: {tls: {}, retry: }} | providers.ollama | 1",
                "'%one': {callers: {a: {}}} | callers.a | 1",
                "'%{other,one}': {callers: {a: {}}} | callers.a | 1",
                "callers: {a: {models: [m]}}\\n---\\ncallers:\\n  b: {} | callers.b | 4",
            })
    void are_refused_by_name_and_line(String yaml, String entry, int line) {
        assertThatThrownBy(() -> check(yaml.replace("\\n", "\n")))
                .hasMessageContaining(entry + ": nothing stands in it (" + directory.resolve("the config.yaml")
                        + ", line " + line + ")");
    }

    @Test
    void are_all_refused_at_once() {
        assertThatThrownBy(() -> check("callers: {a: {}}\nproviders: {b: {}, c: {kind: openai}, d: {}}"))
                .hasMessageContaining("callers.a: ")
                .hasMessageContaining("providers.b: ")
                .hasMessageContaining("providers.d: ")
                .hasMessageNotContaining("providers.c: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "",
                "callers: {}",
                "callers:",
                "callers: {a: {models: [m]}}",
                "callers: {a.b: {models: [m]}}",
                "callers: {1: {models: [m]}}",
                "callers: {a: {models: []}}",
                "callers: {no: {models: [m]}, Yes: {models: [m]}, 0x10: {models: [m]}}",
                "template: &x {a: {models: [m]}}\ncallers: {<<: *x, b: {models: [m]}}",
                "callers: &them {a: {models: [m]}}\nothers: *them",
                "others: {a: {}}",
                "'%two': {callers: {a: {}}}",
                "'%two': {callers: {a: {models: [m]}}}\n'%one': {providers: {a: {kind: openai}}}",
                "tracing: {redact: {}}",
            })
    void are_none_where_something_stands_or_nothing_is_named(String yaml) {
        assertThatCode(() -> check(yaml)).doesNotThrowAnyException();
    }

    @Test
    void may_get_what_they_need_from_another_source() {
        SmallRyeConfig config = builder("callers: {a: {}}")
                .withDefaultValue("callers.a.models", "m")
                .build();

        assertThatCode(() -> EmptyEntries.check(config)).doesNotThrowAnyException();
    }

    private void check(String yaml) {
        EmptyEntries.check(builder(yaml).build());
    }

    private SmallRyeConfigBuilder builder(String yaml) {
        try {
            Path file = Files.writeString(directory.resolve("the config.yaml"), yaml);
            return new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .addDiscoveredConverters()
                    .withProfile("one")
                    .withSources(new YamlConfigSource(file.toUri().toURL(), ORDINAL))
                    .withMapping(CallersConfig.class)
                    .withMapping(ModelAliasesConfig.class)
                    .withMapping(ProvidersConfig.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
