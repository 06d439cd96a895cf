package dev.lintel.process.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.process.policy.TracingConfig;
import dev.lintel.providers.Provider;
import dev.lintel.providers.ProvidersConfig;
import dev.lintel.providers.presets.ConfiguredProviders;
import dev.lintel.testing.YamlSection;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RunsWithTest {

    @Test
    void says_of_each_provider_its_host_its_kind_and_whether_there_is_a_key() {
        assertThat(reloaded("""
                providers:
                  anthropic: {access_key: s3cret, default: true}
                  near: {base_url: "http://localhost:8000/v1"}
                  relayed: {base_url: "https://relayed.example/v1", forward_authorization: true}
                """))
                .contains("providers: anthropic (api.anthropic.com, anthropic, key, default),"
                        + " near (localhost, openai, no key),"
                        + " relayed (relayed.example, openai, the client's credential); ")
                .doesNotContain("s3cret");
    }

    @Test
    void says_how_much_is_kept() {
        assertThat(reloaded("{}")).endsWith("traces: 100%");
        assertThat(reloaded("tracing: {random_sampling: 2.5, max_traces_per_second: 10}"))
                .endsWith("traces: 2.5%, at most 10 a second");
    }

    @Test
    void says_that_there_is_no_file() {
        assertThat(reloaded("{}")).startsWith("configuration: no file; ");
    }

    private static String reloaded(String yaml) {
        SmallRyeConfig config = YamlSection.config(yaml, Map.of(), ProvidersConfig.class, TracingConfig.class);
        List<Provider> providers =
                new ConfiguredProviders(name -> Optional.empty()).of(config.getConfigMapping(ProvidersConfig.class));
        return RunsWith.reloaded(config, providers);
    }
}
