package dev.lintel.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.providers.endpoint.ProviderKind;
import dev.lintel.testing.YamlSection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProvidersConfigTest {

    @Test
    void by_default_has_none() {
        assertThat(YamlSection.read(ProvidersConfig.class, "{}").byName()).isEmpty();
    }

    @Test
    void needs_nothing_of_a_provider() {
        ProvidersConfig.Section section = read("a", "access_key: ''");

        assertThat(section.kind()).isEmpty();
        assertThat(section.baseUrl()).isEmpty();
        assertThat(section.headers()).isEmpty();
        assertThat(section.query()).isEmpty();
        assertThat(section.tls().trust()).isEmpty();
        assertThat(section.tls().certificate()).isEmpty();
        assertThat(section.tls().key()).isEmpty();
        assertThat(section.proxy()).isEmpty();
        assertThat(section.http2()).isFalse();
        assertThat(section.accessKey()).isEmpty();
        assertThat(section.forwardAuthorization()).isFalse();
        assertThat(section.providerName()).isEmpty();
        assertThat(section.includeUsage()).isTrue();
        assertThat(section.propagate()).isEqualTo(Propagation.ALL);
        assertThat(section.models()).isEmpty();
        assertThat(section.isDefault()).isFalse();
        assertThat(section.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(section.firstByteTimeout()).isEqualTo(Duration.ofSeconds(600));
        assertThat(section.idleTimeout()).isEqualTo(Duration.ofSeconds(310));
        assertThat(section.totalTimeout()).isEqualTo(Duration.ZERO);
        assertThat(section.maxCalls()).isZero();
        assertThat(section.retry().attempts()).isEqualTo(2);
        assertThat(section.retry().backoff()).isEqualTo(Duration.ofMillis(250));
        assertThat(section.retry().maxBackoff()).isEqualTo(Duration.ofSeconds(8));
        assertThat(section.breaker().failures()).isEqualTo(5);
        assertThat(section.breaker().within()).isEqualTo(Duration.ofSeconds(30));
        assertThat(section.breaker().openFor()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void takes_every_key() {
        ProvidersConfig.Section section = read("a", """
                kind: azure
                base_url: https://api.example/v1
                access_key: sk-1
                headers: {openai-organization: org-1, X-Dotted.Name: "1, 2"}
                query: {api-version: 2025-04-01-preview, older: 2024-10-21}
                tls: {trust: trust.pem, certificate: /etc/own.pem, key: own.key}
                proxy: http://proxy:3128
                http2: true
                forward_authorization: true
                provider_name: acme.inference
                include_usage: false
                propagate: none
                models: ["gpt-*", "o1, o3", llama]
                default: true
                connect_timeout: 250ms
                first_byte_timeout: 20m
                idle_timeout: PT30S
                total_timeout: 5m
                max_calls: 7
                retry: {attempts: 3, backoff: 1s, max_backoff: 2s}
                breaker: {failures: 4, within: 1m, open_for: 500ms}
                """);

        assertThat(section.accessKey()).contains("sk-1");
        assertThat(section.kind()).contains(ProviderKind.AZURE);
        assertThat(section.baseUrl()).contains("https://api.example/v1");
        assertThat(section.headers())
                .containsOnly(Map.entry("openai-organization", "org-1"), Map.entry("X-Dotted.Name", "1, 2"));
        assertThat(section.query())
                .containsOnly(Map.entry("api-version", "2025-04-01-preview"), Map.entry("older", "2024-10-21"));
        assertThat(section.tls().trust()).contains(Path.of("trust.pem"));
        assertThat(section.tls().certificate()).contains(Path.of("/etc/own.pem"));
        assertThat(section.tls().key()).contains(Path.of("own.key"));
        assertThat(section.proxy()).contains("http://proxy:3128");
        assertThat(section.http2()).isTrue();
        assertThat(section.forwardAuthorization()).isTrue();
        assertThat(section.providerName()).contains("acme.inference");
        assertThat(section.includeUsage()).isFalse();
        assertThat(section.propagate()).isEqualTo(Propagation.NONE);
        assertThat(section.models().orElseThrow()).containsExactly("gpt-*", "o1, o3", "llama");
        assertThat(section.isDefault()).isTrue();
        assertThat(section.connectTimeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(section.firstByteTimeout()).isEqualTo(Duration.ofMinutes(20));
        assertThat(section.idleTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(section.totalTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(section.maxCalls()).isEqualTo(7);
        assertThat(section.retry().attempts()).isEqualTo(3);
        assertThat(section.retry().backoff()).isEqualTo(Duration.ofSeconds(1));
        assertThat(section.retry().maxBackoff()).isEqualTo(Duration.ofSeconds(2));
        assertThat(section.breaker().failures()).isEqualTo(4);
        assertThat(section.breaker().within()).isEqualTo(Duration.ofMinutes(1));
        assertThat(section.breaker().openFor()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void keeps_providers_apart_by_their_names_also_with_dots_and_dashes() {
        ProvidersConfig providers = YamlSection.read(ProvidersConfig.class, """
                providers:
                  openai: {base_url: "https://one.example"}
                  azure-eu.west: {base_url: "https://two.example"}
                """);

        assertThat(providers.byName()).containsOnlyKeys("openai", "azure-eu.west");
    }

    @Test
    void takes_a_key_that_is_left_empty_as_none() {
        assertThat(read("a", "base_url: https://api.example/v1\naccess_key: ${NO_SUCH_VARIABLE:}")
                        .accessKey())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"base_ulr", "baseUrl", "api_key", "timeout", "is_default"})
    void refuses_an_unknown_key_by_its_name(String key) {
        assertThatThrownBy(() -> read("a", "base_url: https://api.example/v1\n" + key + ": 1"))
                .hasMessageContaining("providers.a." + key + " in application.yaml does not map to any root");
    }

    @ParameterizedTest
    @CsvSource({"kind, bedrock", "connect_timeout, soon", "first_byte_timeout, 5 parsecs", "idle_timeout, 120x"})
    void refuses_a_value_of_the_wrong_kind_by_the_name_of_its_key(String key, String value) {
        assertThatThrownBy(() -> read("a", "base_url: https://api.example/v1\n" + key + ": " + value))
                .hasMessageContaining("providers.a." + key)
                .hasMessageContaining(value);
    }

    private static ProvidersConfig.Section read(String name, String section) {
        ProvidersConfig providers =
                YamlSection.read(ProvidersConfig.class, "providers:\n  " + name + ":\n" + section.indent(4));
        return providers.byName().get(name);
    }
}
