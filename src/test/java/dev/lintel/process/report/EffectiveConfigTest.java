package dev.lintel.process.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.providers.Provider;
import dev.lintel.providers.ProvidersConfig;
import dev.lintel.providers.presets.ConfiguredProviders;
import dev.lintel.testing.ConfigKeys;
import dev.lintel.testing.YamlSection;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

final class EffectiveConfigTest {

    /** Every key that may hold a secret, and what may be shown beside them. */
    private static final String SECRETS = """
            providers:
              openai:
                access_key: s3cret-1
                headers: {openai-organization: org-1, x-gateway-key: s3cret-2, X-Custom: s3cret-3}
                query: {api-version: v1, code: s3cret-4}
                proxy: "http://s3cret-5:s3cret%2F6@proxy.example:3128"
                default: true
              own: {base_url: "https://own.example/v1", proxy: "s3cret-7:s3cret-8@proxy.example:3128"}
            viewer: {enabled: true, access_key: s3cret-9}
            limits: {redis: "rediss://s3cret-10:s3cret%4011@redis.example:6380/0?password=s3cret-12&x=s3cret-13"}
            callers: {team-a: {key_sha256: HASH}}
            """.replace("HASH", "ab".repeat(32));

    @Test
    void shows_no_secret_of_any_kind_and_what_stands_beside_it() {
        String yaml = effective(SECRETS);

        assertThat(yaml).doesNotContain("s3cret");
        assertThat(parsed(yaml))
                .containsEntry("providers.openai.access_key", "***")
                .containsEntry("providers.openai.headers.x-gateway-key", "***")
                .containsEntry("providers.openai.headers.X-Custom", "***")
                .containsEntry("providers.openai.headers.openai-organization", "org-1")
                .containsEntry("providers.openai.query.code", "***")
                .containsEntry("providers.openai.query.api-version", "v1")
                .containsEntry("providers.openai.proxy", "http://***:***@proxy.example:3128")
                .containsEntry("providers.own.proxy", "***:***@proxy.example:3128")
                .containsEntry("viewer.access_key", "***")
                .containsEntry("limits.redis", "rediss://***:***@redis.example:6380/0?password=***&x=***")
                .containsEntry("callers.team-a.key_sha256", "ab".repeat(32));
    }

    @Test
    void shows_every_default_of_sections_and_of_entries() {
        Map<String, Object> shown = parsed(effective("providers: {openai: {default: true}}"));

        ConfigKeys.all().values().stream()
                .filter(key -> key.defaultValue() != null)
                .filter(key -> !key.path().equals("providers.<name>.default"))
                .forEach(key -> assertThat(String.valueOf(shown.get(key.path().replace("<name>", "openai"))))
                        .as(key.path())
                        .isEqualTo(key.defaultValue()));
        assertThat(shown).containsEntry("listener.port", 12000).containsEntry("tracing.keep.errors", true);
    }

    @Test
    void shows_what_the_name_of_a_provider_stands_for() {
        assertThat(parsed(effective("providers: {groq: {access_key: s3cret, default: true, models: [own]}}")))
                .containsEntry("providers.groq.base_url", "https://api.groq.com/openai/v1")
                .containsEntry("providers.groq.kind", "openai")
                .containsEntry("providers.groq.provider_name", "groq")
                .containsEntry("providers.groq.websocket", false)
                .containsEntry("providers.groq.models", List.of("own"));
    }

    @Test
    void shows_the_providers_that_the_environment_makes() {
        Map<String, String> variables = Map.of("ANTHROPIC_API_KEY", "s3cret");
        String yaml = effective("{}", variables);

        assertThat(yaml).doesNotContain("s3cret");
        assertThat(parsed(yaml))
                .containsEntry("providers.anthropic.access_key", "***")
                .containsEntry("providers.anthropic.kind", "anthropic")
                .containsEntry("providers.anthropic.default", true)
                .containsEntry("providers.anthropic.retry.attempts", 2);
    }

    @Test
    void is_a_configuration_that_means_the_same() {
        String yaml = effective(SECRETS + """
                model_aliases:
                  fast: {targets: [openai/a, own/b]}
                  split: {targets: [{model: openai/a, weight: 9}, {model: own/b, weight: 1}]}
                  "dotted.name": {targets: [openai/a]}
                tracing:
                  redact: {tickets: 'TCK-\\d+$', price: '\\${x}', "no": 'a,b'}
                  span_attributes: {static: {deployment.environment.name: prod, "12": "007"}}
                  session_headers: [x-a, x-b]
                """);

        assertThat(effective(yaml)).isEqualTo(yaml);
        assertThat(parsed(yaml))
                .containsEntry("tracing.redact.tickets", "TCK-\\d+\\$")
                .containsEntry("tracing.redact.price", "\\${x}")
                .containsEntry("tracing.redact.no", "a,b")
                .containsEntry("tracing.span_attributes.static.deployment.environment.name", "prod")
                .containsEntry("tracing.span_attributes.static.12", "007")
                .containsEntry("tracing.session_headers", List.of("x-a", "x-b"))
                .containsEntry("model_aliases.fast.targets", List.of("openai/a", "own/b"))
                .containsEntry("model_aliases.dotted.name.targets", List.of("openai/a"))
                .containsEntry(
                        "model_aliases.split.targets",
                        List.of(Map.of("model", "openai/a", "weight", 9), Map.of("model", "own/b", "weight", 1)));
    }

    @Test
    void shows_the_port_that_is_listened_on() {
        assertThat(parsed(
                        effective("listener: {port: 1}\nproviders: {openai: {}}", Map.of("quarkus.http.port", "8080"))))
                .containsEntry("listener.port", 8080);
    }

    @Test
    void shows_of_each_key_what_counts_for_it() {
        SmallRyeConfig first = config("listener: {port: 1}\ntracing: {random_sampling: 1}", Map.of());
        SmallRyeConfig later = config("listener: {port: 2}\ntracing: {random_sampling: 2}", Map.of());

        assertThat(parsed(EffectiveConfig.yaml(key -> key.startsWith("listener.") ? first : later, List.of())))
                .containsEntry("listener.port", 1)
                .containsEntry("tracing.random_sampling", 2);
    }

    private static String effective(String yaml) {
        return effective(yaml, Map.of());
    }

    private static String effective(String yaml, Map<String, String> variables) {
        SmallRyeConfig config = config(yaml, variables);
        ConfiguredProviders made = new ConfiguredProviders(name -> Optional.ofNullable(variables.get(name)));
        ProvidersConfig section = config.getConfigMapping(ProvidersConfig.class);
        List<Provider> providers = section.byName().isEmpty() ? made.byVariables(section) : made.of(section);
        return EffectiveConfig.yaml(config, providers);
    }

    private static SmallRyeConfig config(String yaml, Map<String, String> variables) {
        return YamlSection.config(
                yaml, variables, ConfigKeys.sections().values().toArray(Class<?>[]::new));
    }

    /** The values by their paths; names with dots are as they are. */
    private static Map<String, Object> parsed(String yaml) {
        Map<String, Object> values = new TreeMap<>();
        add("", new Yaml().load(yaml), values);
        return values;
    }

    private static void add(String path, @Nullable Object value, Map<String, Object> into) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, each) -> add(path.isEmpty() ? String.valueOf(name) : path + "." + name, each, into));
        } else {
            into.put(path, value);
        }
    }
}
