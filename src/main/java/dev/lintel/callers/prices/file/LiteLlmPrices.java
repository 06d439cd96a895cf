package dev.lintel.callers.prices.file;

import dev.lintel.callers.prices.ModelPrices;
import dev.lintel.callers.prices.PriceList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prices in LiteLLM's order: each model under a key of its own, mostly {@code provider/model}, without the provider for those
 * that LiteLLM knew first.
 */
final class LiteLlmPrices implements PriceList {

    private static final String FINE_TUNED = "ft:";

    /** What the semantic conventions, and Lintel's users, name otherwise. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("aws.bedrock", "bedrock"),
            Map.entry("azure.ai.inference", "azure_ai"),
            Map.entry("azure.ai.openai", "azure"),
            Map.entry("fireworks", "fireworks_ai"),
            Map.entry("gcp.gemini", "gemini"),
            Map.entry("gcp.vertex_ai", "vertex_ai"),
            Map.entry("google", "gemini"),
            Map.entry("mistral_ai", "mistral"),
            Map.entry("moonshot_ai", "moonshot"),
            Map.entry("together", "together_ai"),
            Map.entry("x_ai", "xai"));

    /** Providers of which LiteLLM has several lists, by what their models do; further ones are after a hyphen. */
    private static final Map<String, String> PARTS = Map.of(
            "azure_text", "azure",
            "bedrock_converse", "bedrock",
            "cohere_chat", "cohere",
            "text-completion-openai", "openai");

    private final Map<String, Map<String, ModelPrices>> byProvider = new HashMap<>();

    /** Takes the prices of a model under LiteLLM's word for its provider. */
    void add(String provider, String key, ModelPrices prices) {
        String whole = whole(provider);
        Map<String, ModelPrices> models = byProvider.computeIfAbsent(whole, absent -> new HashMap<>());
        if (key.startsWith(whole + "/")) {
            models.put(key.substring(whole.length() + 1), prices);
        } else {
            models.putIfAbsent(key, prices);
        }
    }

    boolean isEmpty() {
        return byProvider.isEmpty();
    }

    @Override
    public @Nullable ModelPrices find(String provider, String model) {
        Map<String, ModelPrices> models = byProvider.get(NAMES.getOrDefault(provider, provider));
        return models == null ? null : models.get(listed(model));
    }

    // What has been tuned is listed by what it was before.
    private static String listed(String model) {
        int end = model.startsWith(FINE_TUNED) ? model.indexOf(':', FINE_TUNED.length()) : -1;
        return end < 0 ? model : model.substring(0, end);
    }

    private static String whole(String provider) {
        if (provider.startsWith("vertex_ai-") || provider.startsWith("fireworks_ai-")) {
            return provider.substring(0, provider.indexOf('-'));
        }
        return PARTS.getOrDefault(provider, provider);
    }
}
