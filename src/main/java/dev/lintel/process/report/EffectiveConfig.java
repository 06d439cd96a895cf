package dev.lintel.process.report;

import dev.lintel.callers.CallersConfig;
import dev.lintel.process.keys.KnownKeys;
import dev.lintel.process.keys.PropertyName;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.ModelPattern;
import dev.lintel.providers.Provider;
import dev.lintel.providers.ProvidersConfig;
import io.smallrye.config.SmallRyeConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The configuration that counts, as YAML that would make the same one: what all sources together say, defaults, and what the names
 * of providers and the environment stand for. In the place of secrets stands {@code ***}.
 */
public final class EffectiveConfig {

    private static final String LISTENER = "listener";
    private static final String PROVIDERS = "providers";
    private static final String ALIASES = "model_aliases";
    private static final String CALLERS = "callers";

    /** The sections, in the order in which they are shown. */
    private static final List<String> SECTIONS = List.of(
            LISTENER,
            "tracing",
            PROVIDERS,
            ALIASES,
            "prices",
            CALLERS,
            "limits",
            "demo",
            "shutdown",
            "export",
            "viewer");

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
        SECTIONS.forEach(name -> {
            Map<String, Object> section = reader.read(name, keys(name));
            if (name.equals(PROVIDERS)) {
                written.forEach(provider -> complete(section, provider));
            } else if (name.equals(LISTENER)) {
                // The variable PORT wins.
                source.apply(LISTENER + ".port")
                        .getOptionalValue("quarkus.http.port", String.class)
                        .ifPresent(port -> section.put("port", port));
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

    /** Those of a section without its name: {@code *} for any entry of a map, {@code [*]} for any of a list. */
    private static SortedSet<String> keys(String section) {
        return KnownKeys.ALL.stream()
                .filter(key -> key.path().step(0).equals(section))
                .map(key -> key.path().text().substring(section.length() + 1))
                .map(key -> key.replace(PropertyName.ANY, "*").replace(PropertyName.EACH, "[*]"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
