package dev.lintel.callers.prices.file;

import dev.lintel.callers.prices.ModelPrices;
import dev.lintel.callers.prices.PriceList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Prices in genai-prices' order: providers with their models, each known by a clause. The first that fits is the one. */
final class GenAiPrices implements PriceList {

    /** What the semantic conventions name otherwise, and no clause of the file knows. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("aws.bedrock", "aws"),
            Map.entry("azure.ai.inference", "azure"),
            Map.entry("azure.ai.openai", "azure"),
            Map.entry("fireworks_ai", "fireworks"),
            Map.entry("gcp.gemini", "google"),
            Map.entry("gcp.gen_ai", "google"),
            Map.entry("gcp.vertex_ai", "google"),
            Map.entry("mistral_ai", "mistral"),
            Map.entry("moonshot_ai", "moonshotai"),
            Map.entry("x_ai", "x-ai"));

    private final List<Provider> providers;

    /**
     * A provider of the file.
     *
     * @param match knows its other names
     * @param fallbacks providers whose models it has, too
     */
    record Provider(String id, Predicate<String> match, List<String> fallbacks, List<Model> models) {

        @Nullable
        ModelPrices find(String name) {
            for (Model model : models) {
                if (model.match().test(name)) {
                    return model.prices();
                }
            }
            return null;
        }
    }

    /** A model of one. */
    record Model(Predicate<String> match, ModelPrices prices) {}

    GenAiPrices(List<Provider> providers) {
        this.providers = List.copyOf(providers);
    }

    @Override
    public @Nullable ModelPrices find(String provider, String model) {
        Provider serving = provider(provider.toLowerCase(Locale.ROOT));
        if (serving == null) {
            return null;
        }
        String name = model.toLowerCase(Locale.ROOT);
        ModelPrices own = serving.find(name);
        if (own != null) {
            return own;
        }
        for (String fallback : serving.fallbacks()) {
            Provider other = byId(fallback);
            ModelPrices others = other == null ? null : other.find(name);
            if (others != null) {
                // Tiers are each provider's own.
                return others.standardOnly();
            }
        }
        return null;
    }

    private @Nullable Provider provider(String name) {
        String id = NAMES.getOrDefault(name, name);
        Provider known = byId(id);
        if (known != null) {
            return known;
        }
        for (Provider provider : providers) {
            if (provider.match().test(id)) {
                return provider;
            }
        }
        return null;
    }

    private @Nullable Provider byId(String id) {
        for (Provider provider : providers) {
            if (provider.id().equals(id)) {
                return provider;
            }
        }
        return null;
    }
}
