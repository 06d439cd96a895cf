package dev.lintel.process.policy;

import dev.lintel.demo.DemoProvider;
import dev.lintel.process.sources.WrittenSections;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.ModelPattern;
import dev.lintel.providers.Propagation;
import dev.lintel.providers.Provider;
import dev.lintel.providers.Provider.Credentials;
import dev.lintel.providers.Providers;
import dev.lintel.providers.Providers.AliasTarget;
import dev.lintel.providers.Retry;
import dev.lintel.providers.Timeouts;
import dev.lintel.providers.availability.BreakerRule;
import dev.lintel.providers.endpoint.Endpoint;
import dev.lintel.providers.presets.ConfiguredProviders;
import dev.lintel.upstream.origin.PemTls;
import io.smallrye.config.SmallRyeConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the sections {@code providers} and {@code model_aliases} mean, with the environment and the demo. */
final class ProviderRules {

    private ProviderRules() {}

    /**
     * The providers, with what is known of the availability of those that were there before and have not changed.
     *
     * @throws IllegalArgumentException naming the key at fault
     */
    static Providers of(Sections sections, Surroundings with, @Nullable Providers before) {
        List<Provider> providers = new ArrayList<>(configured(sections));
        providers.forEach(provider -> checkTls(provider, with));
        if (with.demo() != null) {
            providers.add(demo(with.demo(), providers.isEmpty()));
        }
        if (providers.isEmpty()) {
            throw new IllegalArgumentException(ConfiguredProviders.missing());
        }
        Map<String, List<AliasTarget>> targets = targets(sections.aliases());
        return before == null ? new Providers(providers, targets) : before.replacedBy(providers, targets);
    }

    private static List<Provider> configured(Sections sections) {
        ConfiguredProviders made =
                new ConfiguredProviders(name -> sections.variables().getOptionalValue(name, String.class));
        return WrittenSections.has(sections.variables().unwrap(SmallRyeConfig.class), "providers")
                ? made.of(sections.providers())
                : made.byVariables(sections.providers());
    }

    private static void checkTls(Provider provider, Surroundings with) {
        try {
            PemTls.check(provider.endpoint().tls(), with.vertx());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("providers." + provider.name() + "." + e.getMessage(), e);
        }
    }

    private static Map<String, List<AliasTarget>> targets(ModelAliasesConfig aliases) {
        Map<String, List<AliasTarget>> targets = new TreeMap<>();
        aliases.byName().forEach((alias, section) -> targets.put(alias, targets(alias, section)));
        return targets;
    }

    // A list of texts is one of sections too, in which nothing stands.
    private static List<AliasTarget> targets(String alias, ModelAliasesConfig.Section section) {
        if (section.weighted().stream().noneMatch(target -> target.model().isPresent())) {
            return section.targets().orElse(List.of()).stream()
                    .map(name -> new AliasTarget(name, OptionalInt.empty()))
                    .toList();
        }
        return section.weighted().stream()
                .map(target -> new AliasTarget(
                        target.model()
                                .orElseThrow(
                                        () -> new IllegalArgumentException(
                                                "model_aliases." + alias
                                                        + ".targets: each is provider/model, or each is {model: provider/model, weight: 1}")),
                        target.weight()))
                .toList();
    }

    // It fails when it is told to, and then it is to.
    private static Provider demo(URI baseUrl, boolean isOnlyOne) {
        return new Provider(
                "demo",
                "demo",
                Endpoint.at(baseUrl).withWebsocket(),
                Credentials.NONE,
                List.of(ModelPattern.of(DemoProvider.MODEL)),
                isOnlyOne,
                true,
                Propagation.ALL,
                Timeouts.USUAL,
                Retry.NONE,
                BreakerRule.NONE,
                0);
    }
}
