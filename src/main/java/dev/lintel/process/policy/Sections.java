package dev.lintel.process.policy;

import dev.lintel.callers.CallersConfig;
import dev.lintel.callers.prices.PricesConfig;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.ProvidersConfig;
import io.smallrye.config.SmallRyeConfig;
import org.eclipse.microprofile.config.Config;

/**
 * The sections that can be reloaded, as one configuration has them.
 *
 * @param variables that configuration, for the variables that are no keys
 */
public record Sections(
        ProvidersConfig providers,
        ModelAliasesConfig aliases,
        CallersConfig callers,
        PricesConfig prices,
        TracingConfig tracing,
        Config variables) {

    /** Those of a configuration that has been read anew. */
    public static Sections of(SmallRyeConfig config) {
        return new Sections(
                config.getConfigMapping(ProvidersConfig.class),
                config.getConfigMapping(ModelAliasesConfig.class),
                config.getConfigMapping(CallersConfig.class),
                config.getConfigMapping(PricesConfig.class),
                config.getConfigMapping(TracingConfig.class),
                config);
    }
}
