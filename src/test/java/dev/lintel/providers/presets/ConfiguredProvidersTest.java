package dev.lintel.providers.presets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.providers.ModelPattern;
import dev.lintel.providers.Provider;
import dev.lintel.providers.Providers;
import dev.lintel.providers.ProvidersConfig;
import dev.lintel.providers.endpoint.ProviderKind;
import dev.lintel.providers.endpoint.ProxyAddress;
import dev.lintel.testing.YamlSection;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfiguredProvidersTest {

    @Nested
    class a_well_known_name {

        @ParameterizedTest
        @CsvSource({
            "openai, OPENAI, openai, https://api.openai.com/v1",
            "anthropic, ANTHROPIC, anthropic, https://api.anthropic.com/v1",
            "groq, OPENAI, groq, https://api.groq.com/openai/v1",
            "mistral, OPENAI, mistral_ai, https://api.mistral.ai/v1",
            "deepseek, OPENAI, deepseek, https://api.deepseek.com/v1",
            "gemini, OPENAI, gcp.gemini, https://generativelanguage.googleapis.com/v1beta/openai",
            "xai, OPENAI, x_ai, https://api.x.ai/v1",
            "openrouter, OPENAI, openrouter, https://openrouter.ai/api/v1",
            "together, OPENAI, together, https://api.together.xyz/v1",
            "fireworks, OPENAI, fireworks, https://api.fireworks.ai/inference/v1",
            "perplexity, OPENAI, perplexity, https://api.perplexity.ai",
            "cohere, OPENAI, cohere, https://api.cohere.ai/compatibility/v1",
            "cerebras, OPENAI, cerebras, https://api.cerebras.ai/v1",
            "nvidia, OPENAI, nvidia, https://integrate.api.nvidia.com/v1",
            "ollama, OPENAI, ollama, http://localhost:11434/v1",
        })
        void needs_no_more_than_a_key(String name, ProviderKind kind, String providerName, String url) {
            Provider provider = only("providers: {" + name + ": {access_key: k}}");

            assertThat(provider.name()).isEqualTo(name);
            assertThat(provider.endpoint().kind()).isEqualTo(kind);
            assertThat(provider.providerName()).isEqualTo(providerName);
            assertThat(provider.baseUrl()).isEqualTo(URI.create(url));
            assertThat(provider.credentials().accessKey()).isEqualTo("k");
            assertThat(provider.isDefault()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"openrouter", "together", "cerebras", "nvidia", "ollama"})
        void of_who_serves_what_others_have_made_claims_no_models(String name) {
            assertThat(only("providers: {" + name + ": {default: true}}").models())
                    .isEmpty();
        }

        @Test
        void of_azure_needs_its_resource() {
            Provider provider = only("providers: {azure: {base_url: 'https://x.openai.azure.com/openai'}}");

            assertThat(provider.endpoint().kind()).isEqualTo(ProviderKind.AZURE);
            assertThat(provider.providerName()).isEqualTo("azure.ai.openai");
            assertThat(provider.models()).isEmpty();
            refused(
                    "providers: {azure: {access_key: k}}",
                    "providers.azure.base_url: there is none; write that of your resource,"
                            + " https://NAME.openai.azure.com/openai");
        }

        @ParameterizedTest
        @CsvSource({
            "gpt-4o, openai",
            "o3-mini, openai",
            "text-embedding-3-small, openai",
            "claude-sonnet-4-5, anthropic",
            "llama-3.3-70b-versatile, groq",
            "mistral-large-latest, mistral",
            "open-mistral-nemo, mistral",
            "deepseek-chat, deepseek",
            "gemini-2.5-flash, gemini",
            "grok-4, xai",
            "accounts/fireworks/models/llama, fireworks",
            "sonar, perplexity",
            "sonar-pro, perplexity",
            "command-a-03-2025, cohere",
            // Open models that many serve belong to nobody.
            "llama-3.1-405b, elsewhere",
            "gpt4all, elsewhere",
            "olmo-2, elsewhere",
        })
        void claims_its_own_models(String model, String provider) {
            Providers all = new Providers(providers("""
                            providers:
                              openai: {default: false}
                              anthropic: {default: false}
                              groq: {default: false}
                              mistral: {default: false}
                              deepseek: {default: false}
                              gemini: {default: false}
                              xai: {default: false}
                              openrouter: {default: false}
                              together: {default: false}
                              fireworks: {default: false}
                              perplexity: {default: false}
                              cohere: {default: false}
                              cerebras: {default: false}
                              nvidia: {default: false}
                              ollama: {default: false}
                              elsewhere: {base_url: 'http://a.example', default: true}
                            """), Map.of());

            assertThat(all.route(model, () -> null).first().provider().name()).isEqualTo(provider);
        }

        @Test
        void yields_to_what_is_written() {
            Provider provider = only("""
                    providers:
                      openai:
                        kind: azure
                        base_url: https://x.openai.azure.com/openai/
                        provider_name: mine
                        models: [a, "b*"]
                        headers: {OpenAI-Organization: org-1}
                        query: {api-version: "2024-10-21"}
                    """);

            assertThat(provider.endpoint().kind()).isEqualTo(ProviderKind.AZURE);
            assertThat(provider.baseUrl()).isEqualTo(URI.create("https://x.openai.azure.com/openai"));
            assertThat(provider.providerName()).isEqualTo("mine");
            assertThat(provider.models()).extracting(ModelPattern::text).containsExactly("a", "b*");
            assertThat(provider.endpoint().headers().fields())
                    .containsExactly(Map.entry("openai-organization", "org-1"));
            assertThat(provider.endpoint().target("/models", null, null, false))
                    .isEqualTo("/models?api-version=2024-10-21");
        }
    }

    @Nested
    class another_name {

        @ParameterizedTest
        @CsvSource({"openai, mine", "azure, azure.ai.openai", "anthropic, anthropic"})
        void is_called_by_its_kind_in_telemetry_or_by_itself(String kind, String providerName) {
            Provider provider = only("providers: {mine: {kind: " + kind + ", base_url: 'http://a.example/b'}}");

            assertThat(provider.providerName()).isEqualTo(providerName);
            assertThat(provider.models()).isEmpty();
        }

        @Test
        void needs_a_url() {
            refused(
                    "providers: {a: {default: true}}",
                    "providers.a.base_url: there is none, and 'a' is not one of the names that need none: openai,"
                            + " anthropic, groq, mistral, deepseek, gemini, xai, openrouter, together, fireworks,"
                            + " perplexity, cohere, cerebras, nvidia, ollama");
        }
    }

    @Nested
    class the_environment {

        @ParameterizedTest
        @CsvSource({
            "OPENAI_API_KEY, openai, https://api.openai.com/v1",
            "ANTHROPIC_API_KEY, anthropic, https://api.anthropic.com/v1",
            "GROQ_API_KEY, groq, https://api.groq.com/openai/v1",
            "MISTRAL_API_KEY, mistral, https://api.mistral.ai/v1",
            "DEEPSEEK_API_KEY, deepseek, https://api.deepseek.com/v1",
            "GEMINI_API_KEY, gemini, https://generativelanguage.googleapis.com/v1beta/openai",
            "XAI_API_KEY, xai, https://api.x.ai/v1",
            "OPENROUTER_API_KEY, openrouter, https://openrouter.ai/api/v1",
            "TOGETHER_API_KEY, together, https://api.together.xyz/v1",
        })
        void makes_a_provider_of_each_key_and_the_only_one_is_the_default(String variable, String name, String url) {
            assertThat(providers("{}", variable, "k")).singleElement().satisfies(provider -> {
                assertThat(provider.name()).isEqualTo(name);
                assertThat(provider.baseUrl()).isEqualTo(URI.create(url));
                assertThat(provider.credentials().accessKey()).isEqualTo("k");
                assertThat(provider.isDefault()).isTrue();
            });
        }

        @Test
        void makes_all_of_them_and_openai_the_default() {
            List<Provider> all = providers(
                    "{}", "OLLAMA_HOST", "gpu", "GROQ_API_KEY", "g", "OPENAI_API_KEY", "o", "ANTHROPIC_API_KEY", "a");

            assertThat(all).extracting(Provider::name).containsExactly("openai", "anthropic", "groq", "ollama");
            assertThat(all).extracting(Provider::isDefault).containsExactly(true, false, false, false);
            assertThat(new Providers(all, Map.of())
                            .route("claude-sonnet-4-5", () -> null)
                            .first()
                            .provider()
                            .name())
                    .isEqualTo("anthropic");
        }

        @Test
        void makes_the_first_the_default_without_openai() {
            List<Provider> all = providers("{}", "OLLAMA_HOST", "gpu", "XAI_API_KEY", "x", "MISTRAL_API_KEY", "m");

            assertThat(all).extracting(Provider::name).containsExactly("mistral", "xai", "ollama");
            assertThat(all).extracting(Provider::isDefault).containsExactly(true, false, false);
        }

        @Test
        void is_said_more_of_by_variables_that_are_keys() {
            List<Provider> all = in("OPENAI_API_KEY", "o", "OPENAI_BASE_URL", "http://no/v1", "GROQ_API_KEY", "g")
                    .byVariables(YamlSection.read(
                            ProvidersConfig.class,
                            "providers: {openai: {base_url: 'http://a/v1'}, local: {base_url: 'http://b/v1'}}"));

            assertThat(all).extracting(Provider::name).containsExactly("openai", "groq", "local");
            assertThat(all)
                    .extracting(provider -> provider.baseUrl().toString())
                    .containsExactly("http://a/v1", "https://api.groq.com/openai/v1", "http://b/v1");
            assertThat(all)
                    .extracting(provider -> provider.credentials().accessKey())
                    .containsExactly("o", "g", null);
            assertThat(all).extracting(Provider::isDefault).containsExactly(true, false, false);
        }

        @Test
        void says_what_variables_that_are_keys_do_not() {
            ProvidersConfig keys = YamlSection.read(
                    ProvidersConfig.class,
                    "providers: {local: {base_url: 'http://b/v1', default: true}, openai: {access_key: k},"
                            + " groq: {forward_authorization: true}}");
            List<Provider> all = in("OPENAI_API_KEY", "o", "OPENAI_BASE_URL", "http://a/v1", "GROQ_API_KEY", "g")
                    .byVariables(keys);

            assertThat(all).extracting(Provider::name).containsExactly("openai", "groq", "local");
            assertThat(all.get(0).baseUrl()).isEqualTo(URI.create("http://a/v1"));
            assertThat(all)
                    .extracting(provider -> provider.credentials().accessKey())
                    .containsExactly("k", null, null);
            assertThat(all).extracting(Provider::isDefault).containsExactly(false, false, true);
        }

        @Test
        void may_have_openai_at_another_url() {
            assertThat(providers("{}", "OPENAI_API_KEY", "k", "OPENAI_BASE_URL", "http://localhost:9/v1/"))
                    .singleElement()
                    .extracting(Provider::baseUrl)
                    .isEqualTo(URI.create("http://localhost:9/v1"));
            assertThat(providers("{}", "OPENAI_BASE_URL", "http://localhost:9/v1/"))
                    .isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "gpu, http://gpu:11434/v1",
            "gpu:8080, http://gpu:8080/v1",
            "' gpu ', http://gpu:11434/v1",
            ":8080, http://127.0.0.1:8080/v1",
            "0.0.0.0, http://127.0.0.1:11434/v1",
            "0.0.0.0:8080, http://127.0.0.1:8080/v1",
            "http://gpu:11434/, http://gpu:11434/v1",
            "https://gpu.example, https://gpu.example/v1",
            "[::1]:8080, http://[::1]:8080/v1",
        })
        void says_where_ollama_is(String host, String url) {
            assertThat(providers("{}", "OLLAMA_HOST", host))
                    .singleElement()
                    .extracting(Provider::baseUrl)
                    .isEqualTo(URI.create(url));
        }

        @ParameterizedTest
        @CsvSource({
            "OLLAMA_HOST, me:s3cret@gpu, OLLAMA_HOST: the value is no host",
            "OLLAMA_HOST, gpu:x, OLLAMA_HOST: the value is no host",
            "OPENAI_API_KEY, s3cret key, 'OPENAI_API_KEY: access_key: it holds a character'",
            "GROQ_API_KEY, s3cret key, GROQ_API_KEY: access_key: it holds a character",
        })
        void is_refused_by_the_variable_that_is_wrong(String variable, String value, String message) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> providers("{}", variable, value))
                    .withMessageStartingWith(message)
                    .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("s3cret"));
        }

        @Test
        void makes_nothing_beside_what_is_configured() {
            assertThat(providers("providers: {a: {base_url: 'http://a.example'}}", "OPENAI_API_KEY", "k"))
                    .extracting(Provider::name)
                    .containsExactly("a");
        }

        @Test
        void has_all_its_names_said_when_there_is_no_provider() {
            assertThat(providers("{}")).isEmpty();
            assertThat(ConfiguredProviders.missing())
                    .isEqualTo("providers: there is none. Write one into config/application.yaml, such as"
                            + " 'providers: {openai: {access_key: \"...\", default: true}}', or set one of"
                            + " OPENAI_API_KEY, ANTHROPIC_API_KEY, GROQ_API_KEY, MISTRAL_API_KEY, DEEPSEEK_API_KEY,"
                            + " GEMINI_API_KEY, XAI_API_KEY, OPENROUTER_API_KEY, TOGETHER_API_KEY or OLLAMA_HOST");
        }
    }

    @Nested
    class a_proxy {

        private static final String SECTION = "providers: {a: {base_url: 'https://a.example/v1'%s}}";

        @Test
        void is_the_one_that_is_written() {
            assertThat(proxies(SECTION.formatted(", proxy: 'http://one:1'"), "HTTPS_PROXY", "other:2"))
                    .containsExactly(Optional.of(new ProxyAddress("one", 1, null, null)));
        }

        @Test
        void is_else_that_of_the_environment_also_for_providers_that_it_makes() {
            Optional<ProxyAddress> other = Optional.of(new ProxyAddress("other", 2, null, null));

            assertThat(proxies(SECTION.formatted(""), "HTTPS_PROXY", "other:2")).containsExactly(other);
            assertThat(proxies("{}", "HTTPS_PROXY", "other:2", "GROQ_API_KEY", "k"))
                    .containsExactly(other);
            assertThat(proxies(SECTION.formatted(""), "HTTP_PROXY", "other:2")).containsExactly(Optional.empty());
        }

        @Test
        void that_is_none_is_refused_by_its_key_and_not_shown() {
            refused(
                    SECTION.formatted(", proxy: 'socks5://me:s3cret@one'"),
                    "providers.a.proxy: the value is not the address of an HTTP proxy, such as http://proxy:3128");
        }

        private List<Optional<ProxyAddress>> proxies(String yaml, String... variables) {
            return providers(yaml, variables).stream()
                    .map(provider -> provider.endpoint().proxy())
                    .toList();
        }
    }

    @Nested
    class is_refused {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "headers: {authorization: Bearer s3cret} | headers.authorization: credentials belong into access_key",
                    "headers: {host: a} | headers.host: Lintel itself writes it",
                    "headers: {'x y': a} | headers.x y: no header can have that name",
                    "tls: {trust: /nowhere/s3cret.pem} | tls.trust: the file '/nowhere/s3cret.pem' cannot be read",
                    "tls: {certificate: /nowhere/a.pem, key: /nowhere/a.key} | tls.certificate: the file '/nowhere/a.pem' cannot be read",
                })
        void what_is_wrong_by_its_key(String key, String message) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> providers("providers: {a: {base_url: 'https://a.example', " + key + "}}"))
                    .withMessageStartingWith("providers.a." + message);
        }
    }

    private static void refused(String yaml, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> providers(yaml))
                .withMessage(message)
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("s3cret"));
    }

    private static Provider only(String yaml) {
        List<Provider> all = providers(yaml);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static List<Provider> providers(String yaml, String... variables) {
        ProvidersConfig configured = YamlSection.read(ProvidersConfig.class, yaml);
        return configured.byName().isEmpty()
                ? in(variables).byVariables(configured)
                : in(variables).of(configured);
    }

    private static ConfiguredProviders in(String... variables) {
        return new ConfiguredProviders(name -> {
            for (int i = 0; i < variables.length; i += 2) {
                if (variables[i].equals(name)) {
                    return Optional.of(variables[i + 1]);
                }
            }
            return Optional.empty();
        });
    }
}
