package dev.lintel.process.report;

import dev.lintel.callers.CallersConfig;
import dev.lintel.callers.LimitsConfig;
import dev.lintel.callers.prices.PricesConfig;
import dev.lintel.demo.DemoConfig;
import dev.lintel.export.spans.ExportConfig;
import dev.lintel.process.listener.ListenerConfig;
import dev.lintel.process.policy.ShutdownConfig;
import dev.lintel.process.policy.TracingConfig;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.ModelPattern;
import dev.lintel.providers.Provider;
import dev.lintel.providers.ProvidersConfig;
import dev.lintel.viewer.ViewerConfig;
import io.smallrye.config.SmallRyeConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The configuration that counts, as YAML that would make the same one: what all sources together say, defaults, and what the names
 * of providers and the environment stand for. In the place of secrets stands {@code ***}.
 */
public final class EffectiveConfig {

    private static final String PROVIDERS = "providers";
    private static final String ALIASES = "model_aliases";
    private static final String CALLERS = "callers";

    /** The sections, in the order in which they are shown. */
    private static final Map<String, Class<?>> SECTIONS = sections();

    private EffectiveConfig() {}

    /**
     * As text, with its last line ended.
     *
     * @param config where all keys are read from
     * @param providers those that the configuration makes
     */
    public static String yaml(SmallRyeConfig config, List<Provider> providers) {
        return yaml(key -> config, providers);
    }

    /**
     * The same where not all keys count that a configuration has.
     *
     * @param source the configuration that counts for a key
     * @param providers those that are served by
     */
    public static String yaml(Function<String, SmallRyeConfig> source, List<Provider> providers) {
        Set<String> configured = names(source, PROVIDERS, ProvidersConfig.class, ProvidersConfig::byName);
        // What demo.enabled makes is no entry.
        List<Provider> written = providers.stream()
                .filter(provider -> !provider.name().equals("demo") || configured.contains("demo"))
                .toList();
        SectionReader reader = new SectionReader(
                source,
                Map.of(
                        PROVIDERS, written.stream().map(Provider::name).collect(Collectors.toSet()),
                        ALIASES, names(source, ALIASES, ModelAliasesConfig.class, ModelAliasesConfig::byName),
                        CALLERS, names(source, CALLERS, CallersConfig.class, CallersConfig::byName)));
        Map<String, Object> all = new LinkedHashMap<>();
        SECTIONS.forEach((name, mapping) -> {
            Map<String, Object> section = reader.read(name, KnownKeys.of(mapping));
            if (name.equals(PROVIDERS)) {
                written.forEach(provider -> complete(section, provider));
            }
            if (!section.isEmpty()) {
                all.put(name, YamlValues.of(section));
            }
        });
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        return new Yaml(options).dump(all);
    }

    private static <T> Set<String> names(
            Function<String, SmallRyeConfig> source,
            String section,
            Class<T> mapping,
            Function<T, Map<String, ?>> byName) {
        return byName.apply(source.apply(section + ".").getConfigMapping(mapping))
                .keySet();
    }

    // What its name, or the environment, says of it where the configuration is silent.
    @SuppressWarnings("unchecked")
    private static void complete(Map<String, Object> section, Provider provider) {
        Map<String, Object> entry =
                (Map<String, Object>) section.computeIfAbsent(provider.name(), name -> new TreeMap<>());
        entry.putIfAbsent("kind", provider.endpoint().kind().name().toLowerCase(Locale.ROOT));
        entry.putIfAbsent(
                "base_url", Secrets.maskedUrl(provider.endpoint().baseUrl().toString()));
        entry.putIfAbsent("provider_name", provider.providerName());
        entry.putIfAbsent("websocket", String.valueOf(provider.endpoint().websocket()));
        entry.put("default", String.valueOf(provider.isDefault()));
        if (!provider.models().isEmpty()) {
            entry.putIfAbsent(
                    "models", provider.models().stream().map(ModelPattern::text).toList());
        }
        if (provider.credentials().accessKey() != null) {
            entry.putIfAbsent("access_key", Secrets.MASK);
        }
    }

    private static Map<String, Class<?>> sections() {
        Map<String, Class<?>> sections = new LinkedHashMap<>();
        sections.put("listener", ListenerConfig.class);
        sections.put("tracing", TracingConfig.class);
        sections.put(PROVIDERS, ProvidersConfig.class);
        sections.put(ALIASES, ModelAliasesConfig.class);
        sections.put("prices", PricesConfig.class);
        sections.put(CALLERS, CallersConfig.class);
        sections.put("limits", LimitsConfig.class);
        sections.put("demo", DemoConfig.class);
        sections.put("shutdown", ShutdownConfig.class);
        sections.put("export", ExportConfig.class);
        sections.put("viewer", ViewerConfig.class);
        return Collections.unmodifiableMap(sections);
    }
}
