package dev.lintel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.YamlSection;
import dev.lintel.trace.TracingConfig;
import dev.lintel.upstream.ModelAliasesConfig;
import dev.lintel.upstream.ProvidersConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files under examples/config say what they are meant to say. */
class ExampleConfigTest {

    @ParameterizedTest
    @ValueSource(strings = {"openai.yaml", "local.yaml"})
    void has_providers_of_which_one_is_the_default(String name) throws IOException {
        String yaml = Files.readString(Path.of("examples/config", name)).replace("${OPENAI_API_KEY}", "sk-test");

        assertThat(YamlSection.read(ProvidersConfig.class, yaml).byName().values())
                .filteredOn(ProvidersConfig.Section::isDefault)
                .hasSize(1);
        assertThat(YamlSection.read(TracingConfig.class, yaml).randomSampling()).isBetween(0.0, 100.0);
        assertThat(YamlSection.read(ModelAliasesConfig.class, yaml).byName().values())
                .allSatisfy(alias -> assertThat(alias.targets()).isNotEmpty());
    }
}
