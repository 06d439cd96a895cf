package dev.lintel.process.command.litellm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.lintel.providers.Provider;
import dev.lintel.providers.endpoint.ProviderKind;
import dev.lintel.testing.Alongside;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One entry of {@code model_list}, and the provider that it becomes. */
@Alongside
final class DeploymentsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    model: gpt-4o | openai | OPENAI | https://api.openai.com/v1 | OPENAI_API_KEY | gpt-4o
                    model: claude-opus-4-5 | anthropic | ANTHROPIC | https://api.anthropic.com/v1 | ANTHROPIC_API_KEY | claude-opus-4-5
                    model: command-r | cohere | OPENAI | https://api.cohere.ai/compatibility/v1 | COHERE_API_KEY | command-r
                    model: together_ai/a/b | together | OPENAI | https://api.together.xyz/v1 | TOGETHERAI_API_KEY | a/b
                    model: fireworks_ai/accounts/fireworks/models/q | fireworks | OPENAI | https://api.fireworks.ai/inference/v1 | FIREWORKS_API_KEY | accounts/fireworks/models/q
                    model: gemini/gemini-2.5-pro | gemini | OPENAI | https://generativelanguage.googleapis.com/v1beta/openai | GEMINI_API_KEY | gemini-2.5-pro
                    model: deepinfra/meta/x | deepinfra | OPENAI | https://api.deepinfra.com/v1/openai | DEEPINFRA_API_KEY | meta/x
                    model: x, custom_llm_provider: groq | groq | OPENAI | https://api.groq.com/openai/v1 | GROQ_API_KEY | x
                    model: openai/x, api_base: 'http://vllm.svc:8000/v1/' | vllm | OPENAI | http://vllm.svc:8000/v1 | - | x
                    model: openai/x, api_base: 'http://10.0.0.7:8000/v1/chat/completions' | openai-compatible | OPENAI | http://10.0.0.7:8000/v1 | - | x
                    model: openai/x, api_base: 'https://api.openai.com/v1' | openai | OPENAI | https://api.openai.com/v1 | OPENAI_API_KEY | x
                    model: openai/x, api_base: 'https://api.acme.example/v1' | acme | OPENAI | https://api.acme.example/v1 | - | x
                    model: openai/x, api_base: os.environ/HOUSE_API_BASE | house | OPENAI | https://of-variable.example | - | x
                    model: hosted_vllm/x | vllm | OPENAI | https://of-variable.example | - | x
                    model: litellm_proxy/x | litellm | OPENAI | https://of-variable.example | LITELLM_PROXY_API_KEY | x
                    model: ollama/llama3 | ollama | OPENAI | http://localhost:11434/v1 | - | llama3
                    model: ollama_chat/llama3, api_base: 'http://gpu:11434/' | ollama | OPENAI | http://gpu:11434/v1 | - | llama3
                    model: anthropic/c, api_base: 'https://proxy.example/anthropic' | anthropic | ANTHROPIC | https://proxy.example/anthropic/v1 | ANTHROPIC_API_KEY | c
                    model: anthropic/c, api_base: 'https://proxy.example/v1/messages' | anthropic | ANTHROPIC | https://proxy.example/v1 | ANTHROPIC_API_KEY | c
                    model: azure/d, api_base: 'https://a.openai.azure.com/openai/' | azure | AZURE | https://a.openai.azure.com/openai | AZURE_API_KEY | d
                    model: azure/d, api_base: 'https://a.openai.azure.com/openai/deployments/d/chat/completions?api-version=1' | azure | AZURE | https://a.openai.azure.com/openai/deployments/d | AZURE_API_KEY | d
                    model: azure/o_series/d, api_base: 'https://a.openai.azure.com/openai/v1/' | azure | AZURE | https://a.openai.azure.com/openai/v1 | AZURE_API_KEY | d
                    model: azure/d | azure | AZURE | https://of-variable.example/openai | AZURE_API_KEY | d
                    """)
    void is_called_where_litellm_calls_it(
            String params, String name, ProviderKind kind, String baseUrl, String key, String model) {
        Imported imported = one(params);

        assertThat(imported.faults()).isEmpty();
        Provider provider = imported.provider(name);
        assertThat(provider.endpoint().kind()).isEqualTo(kind);
        assertThat(provider.baseUrl()).hasToString(baseUrl);
        assertThat(provider.credentials().accessKey()).isEqualTo(key == null ? null : "value-of-" + key);
        assertThat(imported.targets("m")).containsExactly(name + "/" + model);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    model: bedrock/x | Lintel does not sign calls as AWS wants them
                    model: sagemaker/x | Lintel does not sign calls as AWS wants them
                    model: vertex_ai/gemini-2.5-pro | Lintel fetches no tokens from Google
                    model: azure_ai/x | a provider of kind azure
                    model: watsonx/x | Lintel does not know 'watsonx'
                    model: who-knows | does not say who serves it
                    model: '*' | write a provider for each that you use
                    'model: azure/x, api_base: https://a.example, azure_ad_token: os.environ/T' | Lintel fetches no tokens from Entra ID
                    api_key: os.environ/K | has no model_name, or no litellm_params.model
                    """)
    void is_said_to_have_no_counterpart(String params, String remark) {
        Imported imported = one(params);

        assertThat(imported.status()).isEqualTo(1);
        assertThat(imported.notes()).anyMatch(note -> note.contains(remark));
    }

    @Test
    void without_a_version_azure_is_asked_for_the_one_that_litellm_asks_for() {
        assertThat(one("model: azure/d").configuration())
                .contains("api-version: \"${AZURE_API_VERSION:2025-02-01-preview}\"");
    }

    @Test
    void deployments_of_different_keys_are_different_providers_and_of_the_same_key_one() {
        Imported imported = Imported.of("""
                model_list:
                  - {model_name: a, litellm_params: {model: openai/a, api_key: sk-1111}}
                  - {model_name: b, litellm_params: {model: openai/b, api_key: sk-2222}}
                  - {model_name: c, litellm_params: {model: openai/c, api_key: sk-1111}}
                  - {model_name: d, litellm_params: {model: openai/d}}
                """);

        assertThat(imported.yaml() + imported.said()).doesNotContain("1111", "2222");
        assertThat(imported.providers().all())
                .extracting(Provider::name)
                .containsExactly("openai", "openai-2", "openai-3");
        assertThat(imported.targets("c")).containsExactly("openai/(as asked)");
        // The variable that LiteLLM itself looks at is left to the one that has no key in the file.
        assertThat(imported.provider("openai").credentials().accessKey()).isEqualTo("value-of-OPENAI_API_KEY_2");
        assertThat(imported.provider("openai-3").credentials().accessKey()).isEqualTo("value-of-OPENAI_API_KEY");
        assertThat(imported.provider("openai-2").providerName()).isEqualTo("openai");
        assertThat(imported.provider("openai-2").baseUrl()).hasToString("https://api.openai.com/v1");
    }

    @Test
    void header_fields_are_sent_along_and_those_that_may_be_secrets_come_from_variables() {
        Imported imported =
                one("model: openai/x, organization: org-1, extra_headers: {X-Title: 'My ${app}', x-key: s3cret,"
                        + " authorization: Bearer s3cret, host: a}, extra_query: {code: s3cret-too}");

        assertThat(imported.provider("openai").endpoint().headers().fields())
                .containsOnly(
                        entry("x-title", "My ${app}"),
                        entry("x-key", "value-of-OPENAI_X_KEY"),
                        entry("openai-organization", "org-1"));
        assertThat(imported.provider("openai").endpoint().target("/models", null, null, false))
                .isEqualTo("/models?code=value-of-OPENAI_CODE");
        assertThat(imported.yaml() + imported.said()).doesNotContain("s3cret");
        assertThat(imported.notes()).anyMatch(note -> note.contains("credentials belong into access_key"));
    }

    @Test
    void an_address_with_credentials_is_not_printed() {
        Imported imported = one("model: openai/x, api_base: 'https://user:s3cret@a.example/v1', api_key: dummy");

        assertThat(imported.yaml() + imported.said()).doesNotContain("s3cret");
        assertThat(imported.configuration())
                .contains("base_url: ${OPENAI_COMPATIBLE_BASE_URL}")
                .doesNotContain("access_key");
    }

    @Test
    void times_and_counts_of_its_own_win_over_those_of_all() {
        Imported imported = Imported.of("""
                model_list:
                  - model_name: a
                    litellm_params: {model: openai/a, timeout: 2.5, stream_timeout: 9, max_retries: 0, max_parallel_requests: 3}
                  - {model_name: b, litellm_params: {model: groq/b, timeout: os.environ/GROQ_TIMEOUT}}
                  - {model_name: c, litellm_params: {model: xai/c, num_retries: 40, timeout: soon}}
                router_settings: {num_retries: 4, timeout: 11, cooldown_time: 7200}
                litellm_settings: {num_retries: 6, request_timeout: 12, allowed_fails: 0}
                """);

        Provider own = imported.provider("openai");
        assertThat(own.timeouts().firstByte()).isEqualTo(Duration.ofMillis(2500));
        assertThat(own.timeouts().idle()).isEqualTo(Duration.ofSeconds(9));
        assertThat(own.retry().attempts()).isEqualTo(1);
        assertThat(own.maxCalls()).isEqualTo(3);
        assertThat(own.breaker().failures()).isEqualTo(1);
        assertThat(own.breaker().openFor()).isEqualTo(Duration.ofHours(1));
        assertThat(imported.provider("groq").timeouts().firstByte()).isEqualTo(Duration.ofSeconds(7));
        assertThat(imported.provider("groq").retry().attempts()).isEqualTo(5);
        assertThat(imported.provider("xai").retry().attempts()).isEqualTo(10);
        assertThat(imported.notes())
                .contains(
                        "5: model_list[2].litellm_params.num_retries: is 9 here, the most that there is",
                        "5: model_list[2].litellm_params.timeout: is no number that could be taken over",
                        "6: router_settings.cooldown_time: is an hour here, the longest that there is");
    }

    private static Imported one(String params) {
        return Imported.of("model_list:\n  - {model_name: m, litellm_params: {" + params + "}}\n");
    }
}
