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
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Makes providers of their configuration, of what is known by their names, and of the environment. */
public final class ConfiguredProviders {

    private final Function<String, Optional<String>> variables;
    private final ProxyVariables proxies;

    /**
     * In an environment.
     *
     * @param variables the value of the variable of a name, if it is set
     */
    public ConfiguredProviders(Function<String, Optional<String>> variables) {
        this.variables = variables;
        this.proxies = new ProxyVariables(variables);
    }

    /**
     * Those that are configured; if there are none, those that the environment makes, which may be none.
     *
     * @throws IllegalArgumentException naming the key or the variable at fault
     */
    public List<Provider> of(ProvidersConfig configured) {
        List<Provider> providers = new ArrayList<>();
        new TreeMap<>(configured.byName()).forEach((name, section) -> providers.add(of(name, section)));
        return providers.isEmpty() ? new EnvironmentProviders(variables, proxies).all() : providers;
    }

    /** What to write where there is no provider. */
    public static String missing() {
        return "providers: there is none. Write one into config/application.yaml, such as"
                + " 'providers: {openai: {access_key: \"...\", default: true}}', or set one of "
                + EnvironmentProviders.names();
    }

    private Provider of(String name, ProvidersConfig.Section section) {
        try {
            return provider(name, section);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("providers." + name + "." + e.getMessage(), e);
        }
    }

    private Provider provider(String name, ProvidersConfig.Section section) {
        Preset preset = Preset.of(name).orElseGet(() -> Preset.unknown(name));
        ProviderKind kind = section.kind().orElse(preset.kind());
        return new Provider(
                name,
                section.providerName().orElseGet(() -> preset.ofKind(kind).providerName()),
                endpoint(preset.ofKind(kind), section),
                new Credentials(section.accessKey().orElse(null), section.forwardAuthorization()),
                section.models()
                        .map(models -> models.stream().map(ModelPattern::of).toList())
                        .orElse(preset.models()),
                section.isDefault(),
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

    private Endpoint endpoint(Preset preset, ProvidersConfig.Section section) {
        Endpoint plain = preset.endpoint(section.baseUrl());
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
}
