package dev.lintel.process.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.ConfigKeys;
import dev.lintel.testing.ConfigKeys.Key;
import dev.lintel.testing.ConfigSchema;
import dev.lintel.testing.YamlSection;
import io.smallrye.config.ConfigValidationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/lintel.schema.json, by which editors complete a configuration, is the mappings'. */
@Alongside
final class ConfigSchemaTest {

    /** Values as they stand in YAML. */
    private static final Map<String, List<String>> RIGHT = Map.of(
            "text", List.of("x", "'a, b'"),
            "boolean", List.of("true", "false", "'true'"),
            "integer", List.of("5", "'7'"),
            "number", List.of("0.5", "2", "'1.5'"),
            "port", List.of("0", "65535", "'8080'"),
            "size", List.of("64", "64k", "'1M'"),
            "duration", List.of("5", "'5'", "5s", "250ms", "1m30s", "PT1.5S", "1d"),
            "choice", List.of(),
            "list", List.of());

    private static final Map<String, List<String>> WRONG = Map.of(
            "text", List.of(),
            "boolean", List.of(),
            "integer", List.of("five", "1.5", "5s"),
            "number", List.of("half", "10%"),
            "port", List.of("65536", "-1", "http"),
            "size", List.of("lots", "-1", "1.5M", "1MB"),
            "duration", List.of("soon", "5x", "1w"),
            "choice", List.of("nonesuch", "5"),
            "list", List.of());

    private final ConfigSchema schema = ConfigSchema.read();

    @Test
    void knows_every_key_with_its_kind_its_choices_and_its_default_and_no_other() {
        assertThat(schema.keys()).isEqualTo(ConfigKeys.all());
    }

    @Test
    void is_a_schema_that_says_of_every_key_what_it_is_and_lets_no_other_pass() {
        assertThat(schema.faults()).isEmpty();
        assertThat(schema.untold()).isEmpty();
        assertThat(schema.open()).isEmpty();
    }

    static Collection<Arguments> keys() {
        return ConfigKeys.all().values().stream().map(Arguments::of).toList();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void allows_what_the_mapping_reads_and_refuses_what_it_refuses(Key key) {
        Stream.concat(RIGHT.get(key.kind()).stream(), lists(key)).forEach(value -> {
            assertThat(schema.faults(document(key, value))).as(value).isEmpty();
            assertThat(isRead(document(key, value))).as(value).isTrue();
        });
        WRONG.get(key.kind()).forEach(value -> {
            assertThat(schema.faults(document(key, value))).as(value).isNotEmpty();
            assertThat(isRead(document(key, value))).as(value).isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource("keys")
    void allows_a_variable_everywhere_and_a_profile_around_it(Key key) {
        assertThat(schema.faults(document(key, "'${NAME:1}'"))).isEmpty();
        assertThat(schema.faults("{'%dev': " + document(key, "'${NAME}'") + "}"))
                .isEmpty();
        assertThat(schema.faults("{'%dev': " + document(key, "{a: b}") + "}")).isNotEmpty();
        assertThat(schema.faults(document(key, ""))).isNotEmpty();
    }

    private static Stream<String> lists(Key key) {
        if (key.kind().equals("choice")) {
            return key.choices().stream();
        }
        List<String> all = key.choices().isEmpty() ? List.of("x", "y") : List.copyOf(key.choices());
        return key.kind().equals("list")
                ? Stream.of(all.toString(), "'" + String.join(",", all) + "'", all.get(0))
                : Stream.of();
    }

    /** A document with that key alone, and what it cannot be without. */
    private static String document(Key key, String value) {
        List<String> steps =
                new ArrayList<>(List.of(key.path().replace("[]", ".[]").split("\\.")));
        String document = value;
        while (!steps.isEmpty()) {
            String step = steps.remove(steps.size() - 1);
            document = switch (step) {
                case "[]" -> "[" + document + "]";
                case "<name>" -> "{a: " + document + "}";
                case "weight" -> "{model: a/x, weight: " + document + "}";
                default -> "{" + step + ": " + document + "}";
            };
        }
        return document;
    }

    private static boolean isRead(String document) {
        String section = document.substring(1, document.indexOf(':'));
        try {
            YamlSection.read(ConfigKeys.sections().get(section), document);
            return true;
        } catch (ConfigValidationException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "listener: {prot: 1} | property 'prot' is not defined",
                "listener: {port: [1]} | $.listener.port: array found",
                "listener: {port: 70000} | must have a maximum value of 65535",
                "listener: | $.listener: null found, object expected",
                "providers: {a: {}} | $.providers.a: must have at least 1",
                "providers: {a: {tls: {trust: a.pem, cert: b.pem}}} | property 'cert' is not defined",
                "providers: {a: {retry: {attempts: 11}}} | must have a maximum value of 10",
                "providers: {a: {kind: bedrock}} | does not have a value in the enumeration",
                "providers: [a] | $.providers: array found, object expected",
                "model_aliases: {fast: {}} | $.model_aliases.fast: must have at least 1",
                "model_aliases: {fast: {targets: [{weight: 1}]}} | required property 'model' not found",
                "model_aliases: {fast: [a/b]} | $.model_aliases.fast: array found, object expected",
                "callers: {team-a: {}} | $.callers.team-a: must have at least 1",
                "callers: {team-a: } | $.callers.team-a: null found, object expected",
                "callers: {-a: {key_file: f}} | $.callers: property '-a' name is not valid",
                "tracing: {propagators: []} | $.tracing.propagators: must have at least 1 items",
                "tracing: {random_sampling: 101} | must have a maximum value of 100",
                "tracing: {span_attributes: {baggages: [a]}} | property 'baggages' is not defined",
                "'%prod': {tracing: {sampling: 1}} | property 'sampling' is not defined",
            })
    void finds_what_is_wrong(String yaml, String fault) {
        assertThat(schema.faults(yaml)).anyMatch(found -> found.contains(fault));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "quarkus: {http: {so-reuse-port: true}}",
                "mine: [1, 2]",
                "callers: {}",
                "'%{dev,test}': {demo: {enabled: true}, quarkus: {log: {level: DEBUG}}}",
                "tracing: {redact: {emails: off, tickets: 'TCK-\\d+'}}",
                "callers: {1: {key_sha256: 0123, budget_per_day: 20.00}}",
                "model_aliases: {split: {targets: [{model: a/x, weight: 9}, {model: b/y, weight: 1}]}}",
                "providers: {a: {headers: {openai-organization: org-1}, query: {api-version: 2024-10-21}}}",
            })
    void lets_pass_what_is_not_its_own_and_all_that_is_meant(String yaml) {
        assertThat(schema.faults(yaml)).isEmpty();
    }
}
