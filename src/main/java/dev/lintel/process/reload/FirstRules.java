package dev.lintel.process.reload;

import dev.lintel.callers.CallersConfig;
import dev.lintel.callers.limits.Limiter;
import dev.lintel.callers.prices.PricesConfig;
import dev.lintel.demo.DemoConfig;
import dev.lintel.demo.DemoProvider;
import dev.lintel.process.policy.Rules;
import dev.lintel.process.policy.Sections;
import dev.lintel.process.policy.Surroundings;
import dev.lintel.process.policy.TracingConfig;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.ProvidersConfig;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Makes the rules that Lintel starts with. A configuration that has no meaning refuses the start. */
@Singleton
final class FirstRules {

    @Produces
    @Singleton
    Surroundings surroundings(Vertx vertx, DemoConfig demo, DemoProvider provider, Limiter limiter) {
        return new Surroundings(vertx, demo.enabled() ? provider.start() : null, limiter);
    }

    @Produces
    @Singleton
    @Startup
    Rules rules(
            ProvidersConfig providers,
            ModelAliasesConfig aliases,
            CallersConfig callers,
            PricesConfig prices,
            TracingConfig tracing,
            Config config,
            Surroundings with) {
        return Rules.of(new Sections(providers, aliases, callers, prices, tracing, config), with, null);
    }
}
