package dev.lintel.process;

import static dev.lintel.process.RefusedStart.checked;
import static dev.lintel.process.RefusedStart.refused;

import dev.lintel.demo.DemoConfig;
import dev.lintel.demo.DemoProvider;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.ModelPattern;
import dev.lintel.providers.Propagation;
import dev.lintel.providers.Provider;
import dev.lintel.providers.Provider.Credentials;
import dev.lintel.providers.Providers;
import dev.lintel.providers.Providers.AliasTarget;
import dev.lintel.providers.ProvidersConfig;
import dev.lintel.providers.Retry;
import dev.lintel.providers.Timeouts;
import dev.lintel.providers.availability.BreakerRule;
import dev.lintel.providers.endpoint.Endpoint;
import dev.lintel.providers.presets.ConfiguredProviders;
import dev.lintel.upstream.origin.PemTls;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/** Makes the providers of their sections, of the environment, and of the demo. */
@Singleton
final class ProvidersWiring {

    @Produces
    @Singleton
    @Startup
    Providers providers(ProvidersConfig configured, ModelAliasesConfig aliases, DemoConfig demo, Surroundings with) {
        List<Provider> providers =
                checked("", () -> new ArrayList<>(new ConfiguredProviders(with::variable).of(configured)));
        for (Provider provider : providers) {
            checked("providers." + provider.name() + ".", () -> with.checkedTls(provider));
        }
        if (demo.enabled()) {
            providers.add(with.demo(providers));
        }
        if (providers.isEmpty()) {
            throw refused(ConfiguredProviders.missing());
        }
        return checked("", () -> new Providers(providers, targets(aliases)));
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

    /** What providers are made with beside their configuration. */
    @Singleton
    static final class Surroundings {

        private final Config variables;
        private final Vertx vertx;
        private final DemoProvider demo;

        Surroundings(Config variables, Vertx vertx, DemoProvider demo) {
            this.variables = variables;
            this.vertx = vertx;
            this.demo = demo;
        }

        Optional<String> variable(String name) {
            return variables.getOptionalValue(name, String.class);
        }

        Provider checkedTls(Provider provider) {
            PemTls.check(provider.endpoint().tls(), vertx);
            return provider;
        }

        /** The demo provider, started; the default if there is no other. It fails when it is told to, and then it is to. */
        Provider demo(List<Provider> others) {
            return new Provider(
                    "demo",
                    "demo",
                    Endpoint.at(demo.start()),
                    Credentials.NONE,
                    List.of(ModelPattern.of(DemoProvider.MODEL)),
                    others.isEmpty(),
                    true,
                    Propagation.ALL,
                    Timeouts.USUAL,
                    Retry.NONE,
                    BreakerRule.NONE,
                    0);
        }
    }
}
