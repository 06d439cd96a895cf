package dev.lintel.process.command.litellm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.lintel.http.RefusedException;
import dev.lintel.providers.Retry;
import dev.lintel.providers.availability.BreakerRule;
import dev.lintel.testing.Alongside;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that lie with the tests, as people write them. */
@Alongside
final class LiteLlmImportTest {

    @ParameterizedTest
    @ValueSource(strings = {"small", "production", "large"})
    void a_file_becomes_what_lies_beside_it(String name) {
        Imported imported = Imported.file(name);

        assertThat(imported.status()).isZero();
        assertThat(imported.yaml()).isEqualTo(Imported.text(Imported.FILES.resolve(name + ".lintel.yaml")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production", "large"})
    void lintel_takes_it_and_the_schema_does(String name) {
        Imported imported = Imported.file(name);

        assertThat(imported.faults()).isEmpty();
        assertThat(imported.providers().all()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production", "large"})
    void what_is_said_stands_in_the_comments_too_line_by_line(String name) {
        Imported imported = Imported.file(name);

        List<String> comments = imported.yaml()
                .lines()
                .filter(line -> line.matches("#   \\d+: .*"))
                .map(line -> line.substring(4))
                .toList();
        assertThat(imported.notes()).isNotEmpty().isEqualTo(comments);
        assertThat(imported.said()).allMatch(line -> line.startsWith(Imported.FILES.resolve(name + ".yaml") + ":"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "large"})
    void no_secret_of_the_file_is_printed(String name) {
        Imported imported = Imported.file(name);
        String printed = imported.yaml() + String.join("\n", imported.said());
        String file = Imported.text(Imported.FILES.resolve(name + ".yaml"));

        List<String> secrets = Stream.of(
                        "sk-proj-Zm9v",
                        "gw-3f9a",
                        "AKIAIOSFODNN7EXAMPLE",
                        "wJalrXUtn",
                        "hunter2",
                        "sk-master",
                        "sk-house",
                        "pk-lf-",
                        "sk-lf-")
                .filter(file::contains)
                .toList();
        assertThat(secrets).hasSizeGreaterThan(3).noneMatch(printed::contains);
    }

    @Nested
    class of_production {

        private final Imported imported = Imported.file("production");

        @Test
        void deployments_share_the_calls_of_their_model_by_requests_a_minute() {
            assertThat(imported.percentage("gpt-4o", "azure/gpt-4o-eu")).isCloseTo(75, within(2L));
            assertThat(imported.percentage("gpt-4o", "azure-2/gpt-4o-us")).isCloseTo(25, within(2L));
        }

        @Test
        void fallbacks_follow_in_their_order_when_all_have_failed() {
            assertThat(imported.targets("gpt-4o"))
                    .hasSize(4)
                    .endsWith("openai/gpt-4o", "anthropic/claude-sonnet-4-5-20250929");
        }

        @Test
        void fallbacks_of_a_fallback_follow_that() {
            assertThat(imported.targets("claude-sonnet"))
                    .containsExactly(
                            "anthropic/claude-sonnet-4-5-20250929",
                            "azure/gpt-4o-eu",
                            "azure-2/gpt-4o-us",
                            "openai/gpt-4o");
        }

        @Test
        void who_is_second_in_order_is_asked_second() {
            assertThat(imported.targets("summaries"))
                    .containsExactly("vllm/meta-llama/Llama-3.3-70B-Instruct", "groq/llama-3.3-70b-versatile");
        }

        @Test
        void aliases_lead_where_their_models_do() {
            assertThat(imported.targets("legacy-chat")).containsExactly("openai/gpt-4o");
            assertThat(imported.percentage("default", "azure/gpt-4o-eu")).isCloseTo(75, within(2L));
        }

        @Test
        void a_model_that_only_bedrock_serves_is_not_found() {
            assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> imported.targets("titan-embed"));
            assertThat(imported.notes())
                    .contains("43: model_list[5]: is left with nobody who serves it: calls for it are 404, or the"
                            + " default provider's");
        }

        @Test
        void so_is_one_that_the_file_does_not_name() {
            assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> imported.targets("gpt-4.1"));
        }

        @Test
        void keys_come_from_the_variables_of_the_file_or_from_one_where_they_stood_in_it() {
            assertThat(imported.provider("azure").credentials().accessKey()).isEqualTo("value-of-AZURE_API_KEY_EU");
            assertThat(imported.provider("openai").credentials().accessKey()).isEqualTo("value-of-OPENAI_API_KEY");
            assertThat(imported.provider("vllm").credentials().accessKey()).isNull();
        }

        @Test
        void azure_is_called_as_it_wants() {
            assertThat(imported.provider("azure").baseUrl())
                    .isEqualTo(URI.create("https://acme-eu.openai.azure.com/openai"));
            assertThat(imported.provider("azure-2").baseUrl())
                    .isEqualTo(URI.create("https://of-variable.example/openai"));
            assertThat(imported.provider("azure-2").endpoint().target("/chat/completions", null, "gpt-4o-us", false))
                    .isEqualTo("/deployments/gpt-4o-us/chat/completions?api-version=2024-10-21");
            assertThat(imported.provider("azure-2").providerName()).isEqualTo("azure.ai.openai");
        }

        @Test
        void retries_times_and_breakers_are_those_of_the_file() {
            assertThat(imported.provider("azure").retry().attempts()).isEqualTo(2);
            assertThat(imported.provider("azure").timeouts().firstByte()).isEqualTo(Duration.ofMinutes(1));
            assertThat(imported.provider("groq").timeouts().firstByte()).isEqualTo(Duration.ofMinutes(10));
            assertThat(imported.provider("groq").breaker())
                    .isEqualTo(new BreakerRule(4, Duration.ofMinutes(1), Duration.ofSeconds(45)));
        }

        @Test
        void the_proxys_own_bounds_are_the_listeners() {
            assertThat(imported.listener().maxCalls()).isEqualTo(500);
            assertThat(imported.listener().maxBodySize().asLongValue()).isEqualTo(20L << 20);
        }
    }

    @Nested
    class of_a_large_one {

        private final Imported imported = Imported.file("large");

        @Test
        void a_prefix_leads_to_the_provider_of_its_name() {
            assertThat(imported.targets("openai/gpt-5.1")).containsExactly("openai/gpt-5.1");
            assertThat(imported.targets("research/o3")).containsExactly("research/o3");
            assertThat(imported.provider("research").baseUrl()).isEqualTo(URI.create("https://api.openai.com/v1"));
            assertThat(imported.provider("research").providerName()).isEqualTo("openai");
            assertThat(imported.provider("research").maxCalls()).isEqualTo(20);
        }

        @Test
        void models_without_a_prefix_go_to_whom_their_names_say_and_others_to_the_default() {
            assertThat(imported.targets("gpt-5.1")).containsExactly("openai/(as asked)");
            assertThat(imported.targets("claude-opus-4-5")).containsExactly("anthropic/(as asked)");
            assertThat(imported.targets("gemini-2.5-pro")).containsExactly("gemini/(as asked)");
            assertThat(imported.targets("qwen/qwen3-coder")).containsExactly("openrouter/(as asked)");
        }

        @Test
        void weights_of_fractions_are_whole_ones() {
            assertThat(imported.percentage("fast", "groq/llama-3.3-70b-versatile"))
                    .isCloseTo(70, within(2L));
            assertThat(imported.configuration()).contains("groq/llama-3.3-70b-versatile, weight: 7}");
        }

        @Test
        void a_fallback_may_be_a_model_of_a_prefix_and_have_the_default_ones_after_it() {
            assertThat(imported.targets("fast"))
                    .hasSize(5)
                    .endsWith("anthropic/claude-haiku-4-5", "azure/gpt-41", "ollama/qwen3:8b");
        }

        @Test
        void what_a_credential_has_counts_as_if_it_stood_there() {
            assertThat(imported.targets("gpt-4.1")).containsExactly("azure/gpt-41");
            assertThat(imported.provider("azure").endpoint().target("/embeddings", null, "gpt-41", false))
                    .isEqualTo("/deployments/gpt-41/embeddings?api-version=value-of-AZURE_API_VERSION_SHARED");
            assertThat(imported.provider("azure").credentials().accessKey()).isEqualTo("value-of-AZURE_API_KEY_SHARED");
        }

        @Test
        void azures_newer_surface_is_called_as_it_is() {
            assertThat(imported.provider("azure-2").endpoint().target("/responses", null, "gpt-5", false))
                    .isEqualTo("/responses");
            assertThat(imported.provider("azure-2").baseUrl().getPath()).isEqualTo("/openai/v1");
            assertThat(imported.provider("azure-2").timeouts().idle()).isEqualTo(Duration.ofMillis(500));
        }

        @Test
        void a_breaker_that_is_off_is_off_and_what_is_not_said_is_as_delivered() {
            assertThat(imported.provider("groq").breaker().failures()).isZero();
            assertThat(imported.provider("groq").retry())
                    .isEqualTo(new Retry(2, Duration.ofMillis(250), Duration.ofSeconds(8)));
        }
    }

    @Test
    void standard_input_is_read_where_the_file_is_a_dash() {
        Imported imported = Imported.of(Imported.text(Imported.FILES.resolve("small.yaml")));

        assertThat(imported.status()).isZero();
        assertThat(imported.yaml()).isEqualTo(Imported.file("small").yaml());
        assertThat(imported.said()).allMatch(line -> line.startsWith("-:"));
    }

    @Test
    void what_is_not_litellms_is_said_without_a_word_of_what_stands_in_it() {
        assertRefused("model_list: [{model_name: s3cret", "-: it is no YAML, at line 1, column 33");
        assertRefused("api_key: \"s3cret\u007F\"", "-: it is no YAML");
        assertRefused("- s3cret", "-: it is no section of keys and values");
        assertRefused("", "-: it is no section of keys and values");
        assertRefused("{[s3cret]: 1}", "-: the key at line 1 is no text");
        assertRefused("s3cret: 1", "-: its model_list has no model that Lintel can call", "-:1: s3cret: is not known");
        assertThat(Imported.run("", "nowhere.yaml").said())
                .containsExactly("nowhere.yaml: there is no such file, or it cannot be read");
    }

    private static void assertRefused(String text, String... said) {
        Imported imported = Imported.of(text);

        assertThat(imported.status()).isEqualTo(1);
        assertThat(imported.yaml()).isEmpty();
        assertThat(imported.said())
                .hasSameSizeAs(said)
                .zipSatisfy(List.of(said), (line, begin) -> assertThat(line).startsWith(begin));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: &a {b: *a, c: *a}",
                "a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                        + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e]",
                "a: &a {<<: [*a, *a]}",
            })
    void a_file_that_is_endless_or_all_but_that_is_refused(String text) {
        Imported imported = Imported.of(text);

        assertThat(imported.status()).isEqualTo(1);
        assertThat(imported.yaml()).isEmpty();
    }

    @Test
    void a_file_larger_than_any_is_refused() {
        assertRefused("#".repeat((4 << 20) + 1), "-: it has more than 4 MiB");
    }

    @Test
    void no_name_of_the_file_ends_a_comment_or_a_value() {
        Imported imported = Imported.of("""
                model_list:
                  - {model_name: "a\\\"b", litellm_params: {model: openai/c}}
                  - model_name: "a\\nviewer: {enabled: true}\\u2028#"
                    litellm_params: {model: "openai/x\\nlimits: {}", api_key: os.environ/OPENAI_API_KEY}
                "evil\\nproviders: {}": 1
                """);

        assertThat(imported.status()).isZero();
        assertThat(imported.said())
                .containsExactly(
                        "-:2: model_list[0]: has no counterpart: no alias can have a name with '\"' or a backslash",
                        "-:5: evil?providers: {}: is not known to this import, and has no part in what is written");
        assertThat(imported.yaml().lines().filter(line -> line.matches("(viewer|limits):.*")))
                .isEmpty();
        assertThat(imported.targets("a\nviewer: {enabled: true}\u2028#")).containsExactly("openai/x\nlimits: {}");
    }

    @Test
    void it_wants_a_format_and_a_file() {
        for (String[] arguments :
                List.of(new String[] {}, new String[] {"litellm"}, new String[] {"plano", "a"}, new String[] {
                    "litellm", "a", "b"
                })) {
            Imported imported = Imported.command("", arguments);
            assertThat(imported.status()).isEqualTo(2);
            assertThat(imported.said())
                    .containsExactly(
                            "lintel: it is import litellm FILE, with its config.yaml, or - for standard input.");
        }
    }
}
