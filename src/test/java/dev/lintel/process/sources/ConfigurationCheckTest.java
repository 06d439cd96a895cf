package dev.lintel.process.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.callers.CallersConfig;
import dev.lintel.process.policy.TracingConfig;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.ProvidersConfig;
import dev.lintel.testing.CheckedConfig;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigurationCheckTest {

    @Nested
    class a_variable_in_a_value {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "providers: {groq: {access_key: '${SOME_KEY}'}} | providers.groq.access_key",
                    "providers: {groq: {headers: {x-a: 'Bearer ${SOME_KEY}'}}} | providers.groq.headers.x-a",
                    "providers: {groq: {models: [a, '${SOME_KEY}']}} | providers.groq.models[1]",
                    "callers: {a: {key_sha256: '${SOME_KEY}'}} | callers.a.key_sha256",
                    "limits: {redis: 'redis://${SOME_KEY}@host'} | limits.redis",
                    "viewer: {access_key: '${OTHER:${SOME_KEY}}'} | viewer.access_key",
                    "prices: {file: '${SOME_KEY}'} | prices.file",
                    "tracing: {redact: {a: '${SOME_KEY}'}} | tracing.redact.a",
                })
        void that_is_not_set_or_empty_is_refused_by_the_key_and_by_its_name(String yaml, String key) {
            for (String[] environment : List.of(new String[0], new String[] {"SOME_KEY="})) {
                assertThat(CheckedConfig.faults(yaml, environment))
                        .anyMatch(fault -> fault.startsWith(
                                key + ": ${SOME_KEY} stands there, and SOME_KEY is not set, or empty"));
            }
            assertThat(CheckedConfig.faults(yaml, "SOME_KEY=5")).isEmpty();
        }

        @Test
        void of_a_profile_that_is_not_active_may_be_missing() {
            SmallRyeConfig config = CheckedConfig.read("'%trial': {providers: {openai: {access_key: '${SOME_KEY}'}}}");

            ConfigurationCheck.check(config);
            assertThat(config.getPropertyNames()).allSatisfy(name -> config.getConfigValue(name));
            assertThat(CheckedConfig.faults("'%prod': {providers: {openai: {access_key: '${SOME_KEY}'}}}"))
                    .singleElement()
                    .asString()
                    .startsWith("providers.openai.access_key: ${SOME_KEY} stands there");
        }

        @Test
        void may_have_nothing_for_its_default() {
            assertThat(CheckedConfig.faults(
                            "providers: {groq: {access_key: '${SOME_KEY:}', base_url: '${A:http://a}'}}"))
                    .isEmpty();
            assertThat(CheckedConfig.faults("providers: {groq: {access_key: '\\${SOME_KEY}'}}"))
                    .isEmpty();
        }
    }

    @Nested
    class variables {

        @Test
        void make_entries_of_maps_by_themselves() {
            SmallRyeConfig config = CheckedConfig.read(
                    "{}",
                    "PROVIDERS_OPENAI_BASE_URL=http://a",
                    "PROVIDERS_MY_OWN_ACCESS_KEY=k",
                    "PROVIDERS_MY_OWN_RETRY_MAX_BACKOFF=7s",
                    "PROVIDERS_MY_OWN_HEADERS_X_ONE=1",
                    "PROVIDERS_MY_OWN_QUERY_API_VERSION=2",
                    "CALLERS_TEAM_A_KEY_SHA256=h",
                    "MODEL_ALIASES_VERY_FAST_TARGETS=a/b,c/d",
                    "TRACING_REDACT_OUR_TICKETS=T");
            var providers = config.getConfigMapping(ProvidersConfig.class).byName();

            assertThat(providers).containsOnlyKeys("openai", "my-own");
            assertThat(providers.get("openai").baseUrl()).contains("http://a");
            assertThat(providers.get("my-own").accessKey()).contains("k");
            assertThat(providers.get("my-own").retry().maxBackoff()).hasSeconds(7);
            assertThat(providers.get("my-own").headers())
                    .containsOnlyKeys("x-one")
                    .containsValue("1");
            assertThat(providers.get("my-own").query()).containsOnlyKeys("api-version");
            assertThat(config.getConfigMapping(CallersConfig.class).byName()).containsOnlyKeys("team-a");
            assertThat(config.getConfigMapping(ModelAliasesConfig.class)
                            .byName()
                            .get("very-fast")
                            .targets())
                    .contains(List.of("a/b", "c/d"));
            assertThat(config.getConfigMapping(TracingConfig.class).redact()).containsOnlyKeys("our-tickets");
            ConfigurationCheck.check(config);
        }

        @Test
        void are_told_from_sections_that_are_written() {
            String variable = "PROVIDERS_A_BASE_URL=http://a";

            assertThat(WrittenSections.has(CheckedConfig.read("{}", variable), "providers"))
                    .isFalse();
            assertThat(WrittenSections.has(
                            CheckedConfig.read("'%dev': {providers: {b: {kind: openai}}}", variable), "providers"))
                    .isFalse();
            for (String profile : List.of("%prod", "%{dev,prod}")) {
                assertThat(WrittenSections.has(
                                CheckedConfig.read("'" + profile + "': {providers: {b: {kind: openai}}}"), "providers"))
                        .isTrue();
            }
            assertThat(WrittenSections.has(CheckedConfig.read("callers: {a: {models: m}}"), "providers"))
                    .isFalse();
        }

        @Test
        void are_for_the_entry_that_a_file_has_where_there_is_one() {
            SmallRyeConfig config = CheckedConfig.read(
                    "{providers: {my_own: {models: m}, 'a.b': {models: m}}, '%prod': {providers: {p_q: {models: m}}}}",
                    "PROVIDERS_MY_OWN_BASE_URL=http://a",
                    "PROVIDERS_MY_OWN_HEADERS_X_ONE=1",
                    "PROVIDERS__A_B__BASE_URL=http://b",
                    "PROVIDERS_P_Q_BASE_URL=http://c");
            var providers = config.getConfigMapping(ProvidersConfig.class).byName();

            assertThat(providers).containsOnlyKeys("my_own", "a.b", "p_q");
            assertThat(providers.get("my_own").baseUrl()).contains("http://a");
            assertThat(providers.get("my_own").headers()).containsOnlyKeys("x-one");
            assertThat(providers.get("a.b").baseUrl()).contains("http://b");
            assertThat(providers.get("p_q").baseUrl()).contains("http://c");
            ConfigurationCheck.check(config);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "PROVIDERS_GROQ_ACCES_KEY | did you mean PROVIDERS_GROQ_ACCESS_KEY?",
                    "PROVIDERS_MY_OWN_BASEURL | did you mean PROVIDERS_MY_OWN_BASE_URL?",
                    "LISTENER_PROT | did you mean LISTENER_PORT?",
                    "TRACING_RANDOM_SAMPLE | no key of the section tracing is called so",
                    "VIEWER_ENABLE | did you mean VIEWER_ENABLED?",
                    "TRACING_KEEP_ERROR | did you mean TRACING_KEEP_ERRORS?",
                    "TRACING_SPAN_ATTRIBUTES_STATIC_TEAM | write it into the file",
                    "PROVIDERS_PORT_80_TCP_ADDR | no key of the section providers is called so",
                })
        void without_an_effect_are_refused_with_what_was_meant(String variable, String meant) {
            assertThat(CheckedConfig.faults("{}", variable + "=x"))
                    .singleElement()
                    .asString()
                    .startsWith(variable + ": this variable has no effect")
                    .contains(meant)
                    .doesNotContain("=x");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "TRACING_SPAN_ATTRIBUTES_STATIC_TEAM=a",
                    "PROVIDERS_A_HEADERS_X_A=5",
                    "CALLERS_A_MODELS=m",
                    "LISTENER_TLS_KEY=k",
                    "PORT=80",
                    "LINTEL_PORT=tcp://10.0.0.1:80",
                    "DEMONSTRATION=1",
                    "PROVIDER_A_BASE_URL=http://a",
                    "OPENAI_API_KEY=k",
                })
        void with_an_effect_or_of_others_are_left_alone(String variable) {
            assertThat(CheckedConfig.faults("tracing: {span_attributes: {static: {team: b}}}", variable))
                    .isEmpty();
        }

        @Test
        void that_kubernetes_sets_for_services_are_left_alone() {
            assertThat(CheckedConfig.faults(
                            "{}",
                            "PROVIDERS_SERVICE_HOST=10.0.0.1",
                            "PROVIDERS_SERVICE_PORT=80",
                            "PROVIDERS_SERVICE_PORT_HTTP=80",
                            "PROVIDERS_PORT=tcp://10.0.0.1:80",
                            "PROVIDERS_PORT_80_TCP=tcp://10.0.0.1:80",
                            "PROVIDERS_PORT_80_TCP_PROTO=tcp",
                            "PROVIDERS_PORT_80_TCP_PORT=80",
                            "PROVIDERS_PORT_80_TCP_ADDR=10.0.0.1",
                            "DEMO_APP_SERVICE_HOST=10.0.0.1",
                            "DEMO_APP_PORT=tcp://10.0.0.1:80"))
                    .isEmpty();
        }
    }

    @Nested
    class names_at_the_top_of_a_file {

        @ParameterizedTest
        @CsvSource({
            "provider, providers",
            "tracin, tracing",
            "listner, listener",
            "caller, callers",
            "limit, limits",
            "price, prices",
            "aliases, model_aliases",
            "model_alias, model_aliases",
            "veiwer, viewer",
            "shutdwon, shutdown",
        })
        void that_resemble_a_section_are_refused(String name, String section) {
            String line =
                    name + ": there is no such section (" + CheckedConfig.FILE + "); did you mean " + section + "?";

            assertThat(CheckedConfig.faults(name + ": {a: b}")).containsExactly(line);
            assertThat(CheckedConfig.faults("'%prod': {" + name + ": [a]}")).containsExactly(line);
        }

        @Test
        void that_are_whole_keys_with_their_dots_are_refused() {
            assertThat(CheckedConfig.faults("listener.tls.key: a.pem"))
                    .containsExactly("listener.tls.key: a key of YAML with dots is one name, and nobody's ("
                            + CheckedConfig.FILE + "); write it as sections, one below the other");
            assertThat(CheckedConfig.faults("quarkus.http.port: 1")).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"x-providers", "quarkus", "template", "memo", "mine", "import", "models", "port"})
        void that_resemble_none_are_left_alone(String name) {
            assertThat(CheckedConfig.faults(name + ": {a: b}")).isEmpty();
        }

        @Test
        void of_a_profile_that_is_not_active_are_not_looked_at() {
            assertThat(CheckedConfig.faults("'%dev': {provider: {a: b}}")).isEmpty();
        }
    }

    @Nested
    class files_that_are_named {

        @TempDir
        Path directory;

        @Test
        void must_be_there_and_have_a_name_that_is_read() throws IOException {
            Path other = Files.createFile(directory.resolve("lintel.conf"));
            Path right = Files.createFile(directory.resolve("lintel.yaml"));

            assertThat(CheckedConfig.faults("{}", "QUARKUS_CONFIG_LOCATIONS=/nowhere/a.yaml," + right))
                    .containsExactly("QUARKUS_CONFIG_LOCATIONS: '/nowhere/a.yaml': there is no such file");
            assertThat(CheckedConfig.faults("{}", "QUARKUS_CONFIG_LOCATIONS=" + other.toUri()))
                    .singleElement()
                    .asString()
                    .endsWith("a configuration's name ends with .yaml, .yml or .properties");
            assertThat(CheckedConfig.faults("{}", "QUARKUS_CONFIG_LOCATIONS=" + right + "," + directory))
                    .isEmpty();
        }
    }
}
