package dev.lintel.callers.prices;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** {@code prices.*}: what calls cost. */
@ConfigMapping(prefix = "prices", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface PricesConfig {

    /**
     * A price list in LiteLLM's form ({@code model_prices_and_context_window.json}) or genai-prices' ({@code data.json}), read
     * anew when it changes and never fetched. Without one, nothing is said of costs.
     */
    Optional<String> file();
}
