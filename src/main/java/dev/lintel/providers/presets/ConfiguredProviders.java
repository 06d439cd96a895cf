package dev.lintel.providers.presets;

import dev.lintel.providers.ModelPattern;
import dev.lintel.providers.Provider;
import dev.lintel.providers.Provider.Credentials;
import dev.lintel.providers.ProvidersConfig;
import dev.lintel.providers.Retry;
import dev.lintel.providers.Timeouts;
import dev.lintel.providers.availability.BreakerRule;
import dev.lintel.providers.endpoint.AddedHeaders;
import dev.lintel.providers.endpoint.AddedQuery;
import dev.lintel.providers.endpoint.Endpoint;
import dev.lintel.providers.endpoint.ProviderKind;
import dev.lintel.providers.endpoint.ProxyAddress;
import dev.lintel.providers.endpoint.TlsFiles;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Makes providers of their configuration, of what is known by their names, and of the environment. */
public final class ConfiguredProviders {

    private final ProxyVariables proxies;
    private final EnvironmentProviders environment;

    /**
     * In an environment.
     *
     * @param variables the value of the variable of a name, if it is set
     */
    public ConfiguredProviders(Function<String, Optional<String>> variables) {
        this.proxies = new ProxyVariables(variables);
        this.environment = new EnvironmentProviders(variables, proxies);
    }

    /**
     * Those that are configured, and no others.
     *
     * @throws IllegalArgumentException naming the key at fault
     */
    public List<Provider> of(ProvidersConfig configured) {
        List<Provider> providers = new ArrayList<>();
        new TreeMap<>(configured.byName())
                .forEach((name, section) -> providers.add(of(name, section, Elsewhere.NOTHING)));
        return providers;
    }

    /**
     * Those that the environment makes, which may be none: by well-known keys, and by variables that are keys of the section. What
     * these say of a provider goes before what the others do. The first is the default, unless one is said to be.
     *
     * @param configured what variables alone have made of the section
     * @throws IllegalArgumentException naming the key or the variable at fault
     */
    public List<Provider> byVariables(ProvidersConfig configured) {
        Map<String, ProvidersConfig.Section> sections = new TreeMap<>(configured.byName());
        Set<String> names = new LinkedHashSet<>(environment.all());
        names.addAll(sections.keySet());
        boolean open = sections.values().stream().noneMatch(ProvidersConfig.Section::isDefault);
        List<Provider> providers = new ArrayList<>();
        for (String name : names) {
            ProvidersConfig.Section section = sections.get(name);
            boolean isDefault = open && providers.isEmpty();
            providers.add(
                    section == null
                            ? environment.of(name, isDefault)
                            : of(
                                    name,
                                    section,
                                    new Elsewhere(environment.key(name), environment.url(name), isDefault)));
        }
        return providers;
    }

    /** What to write where there is no provider. */
    public static String missing() {
        return "providers: there is none. Write one into config/application.yaml, such as"
                + " 'providers: {openai: {access_key: \"...\", default: true}}', or set one of "
                + EnvironmentProviders.names();
    }

    private Provider of(String name, ProvidersConfig.Section section, Elsewhere elsewhere) {
        try {
            return provider(name, section, elsewhere);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("providers." + name + "." + e.getMessage(), e);
        }
    }

    private Provider provider(String name, ProvidersConfig.Section section, Elsewhere elsewhere) {
        Preset preset = Preset.of(name).orElseGet(() -> Preset.unknown(name));
        ProviderKind kind = section.kind().orElse(preset.kind());
        return new Provider(
                name,
                section.providerName().orElseGet(() -> preset.ofKind(kind).providerName()),
                endpoint(preset.ofKind(kind), section, elsewhere),
                credentials(section, elsewhere),
                section.models()
                        .map(models -> models.stream().map(ModelPattern::of).toList())
                        .orElse(preset.models()),
                section.isDefault() || elsewhere.isDefault(),
                section.includeUsage(),
                section.propagate(),
                new Timeouts(
                        section.connectTimeout(),
                        section.firstByteTimeout(),
                        section.idleTimeout(),
                        section.totalTimeout()),
                new Retry(
                        section.retry().attempts(),
                        section.retry().backoff(),
                        section.retry().maxBackoff()),
                new BreakerRule(
                        section.breaker().failures(),
                        section.breaker().within(),
                        section.breaker().openFor()),
                section.maxCalls());
    }

    private static Credentials credentials(ProvidersConfig.Section section, Elsewhere elsewhere) {
        Optional<String> other = section.forwardAuthorization() ? Optional.empty() : elsewhere.accessKey();
        return new Credentials(section.accessKey().or(() -> other).orElse(null), section.forwardAuthorization());
    }

    private Endpoint endpoint(Preset preset, ProvidersConfig.Section section, Elsewhere elsewhere) {
        Endpoint plain = preset.endpoint(section.baseUrl().or(elsewhere::baseUrl));
        Optional<ProxyAddress> proxy = section.proxy().map(ConfiguredProviders::proxy);
        Endpoint endpoint = new Endpoint(
                plain.kind(),
                plain.baseUrl(),
                new AddedHeaders(section.headers()),
                new AddedQuery(section.query()),
                TlsFiles.read(
                        section.tls().trust(),
                        section.tls().certificate(),
                        section.tls().key()),
                proxy,
                section.http2(),
                section.websocket().orElse(plain.websocket()));
        return proxy.isPresent() ? endpoint : proxies.onTheWay(endpoint);
    }

    private static ProxyAddress proxy(String text) {
        try {
            return ProxyAddress.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("proxy: " + e.getMessage(), e);
        }
    }

    /** What variables that are no keys of the section say of one of its entries. */
    private record Elsewhere(Optional<String> accessKey, Optional<String> baseUrl, boolean isDefault) {

        static final Elsewhere NOTHING = new Elsewhere(Optional.empty(), Optional.empty(), false);
    }
}
