package dev.lintel.process.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.ConfigKeys;
import dev.lintel.testing.ConfigKeys.Key;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rule of docs/configuration.md by which keys are variables of the environment, for every key. */
final class VariablesTest {

    private static final int FILE = 265;
    private static final int ENVIRONMENT = 300;

    /** Entries as the rule wants them. */
    private static final String YAML = """
            providers: {my-own: {kind: azure, headers: {x-a: b}, query: {api-version: v}}}
            model_aliases: {my-own: {targets: [a/x]}}
            callers: {my-own: {key_file: none}}
            tracing: {redact: {my-own: x}, span_attributes: {static: {my-own: x}}}
            """;

    static Collection<Arguments> keys() {
        return ConfigKeys.all().values().stream()
                .filter(key -> !key.path().contains("[]"))
                .map(Arguments::of)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void a_variable_of_the_keys_name_in_capitals_wins_over_files(Key key) {
        String name = key.path()
                .replace("headers.<name>", "headers.x-a")
                .replace("query.<name>", "query.api-version")
                .replace("<name>", "my-own");
        String variable = name.replaceAll("[^a-z0-9]", "_").toUpperCase(Locale.ROOT);
        String value = value(key);

        ConfigValue read = config(key, Map.of(variable, value)).getConfigValue(name);

        assertThat(read.getValue()).isEqualTo(value);
        assertThat(read.getConfigSourceOrdinal()).isEqualTo(ENVIRONMENT);
    }

    private static String value(Key key) {
        return switch (key.kind()) {
            case "boolean" -> String.valueOf("false".equals(key.defaultValue()));
            case "choice" -> key.choices().last();
            case "list" -> key.choices().isEmpty() ? "x,y" : String.join(",", key.choices());
            default -> "7";
        };
    }

    private static SmallRyeConfig config(Key key, Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new YamlConfigSource("application.yaml", YAML, FILE))
                .withSources(new EnvConfigSource(environment, ENVIRONMENT))
                .withMapping(ConfigKeys.sections().get(before(key.path(), ".")))
                .withValidateUnknown(false)
                .build();
    }

    private static String before(String text, String end) {
        return text.substring(0, text.indexOf(end));
    }
}
