package dev.lintel.process.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.CheckedConfig;
import dev.lintel.testing.ConfigKeys;
import dev.lintel.testing.ConfigKeys.Key;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A fault is one line: the key, the value, what is allowed. No code, no class, no trace. */
@Alongside
final class WordingTest {

    static Collection<Arguments> keys() {
        return ConfigKeys.all().values().stream()
                .filter(key -> !key.path().contains("[]"))
                .map(Arguments::of)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void a_value_of_the_wrong_kind_is_told_with_what_is_allowed(Key key) {
        String name = name(key);
        String value = "yes please";
        String allowed = switch (key.kind()) {
            case "text" -> null;
            case "list" -> key.choices().isEmpty() ? null : "one of " + String.join(", ", key.choices());
            case "choice" -> "is not one of " + String.join(", ", key.choices());
            case "boolean" -> "is neither true nor false";
            case "integer" -> "is not a whole number";
            case "number" -> "is not a number";
            case "port" -> "is not a port from 0 to 65535";
            case "size" -> "size";
            default -> "is not a length of time, such as ";
        };
        for (String profile : List.of("", "'%prod': ")) {
            List<String> faults = CheckedConfig.faults(document(profile, key, "'" + value + "'"));
            if (allowed == null) {
                assertThat(faults).isEmpty();
            } else {
                assertThat(faults)
                        .singleElement()
                        .asString()
                        .startsWith(name + ": '" + value + "' ")
                        .contains(allowed);
                assertPlain(faults);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void a_section_in_the_place_of_a_value_is_told(Key key) {
        List<String> faults = CheckedConfig.faults(document("", key, "{much: more}"));

        assertThat(faults)
                .singleElement()
                .asString()
                .startsWith(name(key) + ": a section stands there (" + CheckedConfig.FILE + "), and it is ");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void a_list_in_the_place_of_a_value_is_told_by_one_line(Key key) {
        List<String> faults = CheckedConfig.faults(document("", key, "[1, 2]"));

        if (key.kind().equals("list")) {
            assertPlain(faults);
        } else {
            assertThat(faults).anyMatch(fault -> fault.startsWith(name(key) + ": "));
            assertThat(faults)
                    .allMatch(fault -> fault.startsWith(name(key) + ": "))
                    .hasSizeLessThan(3);
            assertPlain(faults);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "callers: 5 | callers: a value or a list stands there (/etc/lintel/application.yaml), and it is a section, of names of your own",
                "callers: {a: 5} | callers.a: a value or a list stands there (/etc/lintel/application.yaml), and it is a section, of budget_per_day, key_file, key_sha256, models, requests_per_minute, tokens_per_minute",
                "providers: [a] | providers: a value or a list stands there (/etc/lintel/application.yaml), and it is a section, of names of your own",
                "providers: {a: {headers: x}} | providers.a.headers: a value or a list stands there (/etc/lintel/application.yaml), and it is a section, of names of your own",
                "providers: {a: {query: [x]}} | providers.a.query: a value or a list stands there (/etc/lintel/application.yaml), and it is a section, of names of your own",
                "providers: {a: {breaker: [1, 2]}} | providers.a.breaker: a value or a list stands there (/etc/lintel/application.yaml), and it is a section, of failures, open_for, within",
                "tracing: {redact: x} | tracing.redact: a value or a list stands there (/etc/lintel/application.yaml), and it is a section, of names of your own",
                "listener: {prot: 1} | listener.prot: there is no such key (/etc/lintel/application.yaml); did you mean listener.port?",
                "providers: {a: {acces_key: k}} | providers.a.acces_key: there is no such key (/etc/lintel/application.yaml); did you mean providers.a.access_key?",
                "providers: {a: {breakers: {within: 1s}}} | providers.a.breakers.within: there is no such key (/etc/lintel/application.yaml); did you mean providers.a.breaker?",
                "demo: {nonesuch: 1} | demo.nonesuch: there is no such key (/etc/lintel/application.yaml); there are enabled",
                "model_aliases: {f: {targets: [{modell: a/b}]}} | model_aliases.f.targets[].modell: there is no such key (/etc/lintel/application.yaml); did you mean model_aliases.f.targets[].model?",
                "model_aliases: {f: {targets: [{model: a/b, weight: x}]}} | model_aliases.f.targets[0].weight: 'x' is not a whole number",
                "'%prod': {listener: {prot: 1}} | listener.prot: there is no such key (/etc/lintel/application.yaml); did you mean listener.port?",
                "listener: {port: '${NOWHERE}'} | listener.port: ${NOWHERE} stands there, and NOWHERE is not set, or empty; set it, or write ${NOWHERE:} where there may be none",
            })
    void what_stands_where_it_cannot_is_told(String yaml, String line) {
        assertThat(CheckedConfig.faults(yaml)).containsExactly(line);
    }

    @Test
    void faults_are_told_in_the_order_of_their_keys() {
        assertThat(CheckedConfig.faults(
                        "providers: {b: {kind: x, max_calls: y}, a: {default: z}}\nlistener: {port: p}"))
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactly("listener.port", "providers.a.default", "providers.b.kind", "providers.b.max_calls");
    }

    @Test
    void of_keys_that_are_not_lintels_the_code_alone_is_left_out() {
        assertThat(
                        Wording.of(
                                "java.lang.IllegalArgumentException: SRCFG00039: The config property quarkus.http.idle-timeout with the"
                                        + " config value \"soon\" threw an Exception whilst being converted Invalid duration: soon"))
                .isEqualTo("quarkus.http.idle-timeout: 'soon' cannot be read: Invalid duration: soon");
        assertThat(Wording.of("SRCFG00034: URI Syntax invalid a b")).isEqualTo("URI Syntax invalid a b");
    }

    private static void assertPlain(List<String> faults) {
        assertThat(faults).noneMatch(fault -> fault.matches(".*(SRCFG|Exception|java\\.|\n).*"));
    }

    private static String name(Key key) {
        return key.path().replace("<name>", "a");
    }

    private static String document(String profile, Key key, String value) {
        String document = value;
        List<String> steps = List.of(name(key).split("\\."));
        for (int at = steps.size() - 1; at >= 0; at--) {
            document = "{" + steps.get(at) + ": " + document + "}";
        }
        return profile.isEmpty() ? document : "{" + profile + document + "}";
    }
}
