package dev.lintel.callers.prices.file;

import dev.lintel.callers.prices.ModelPrices;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads LiteLLM's {@code model_prices_and_context_window.json}: an object of models, each with its prices by the token. */
final class LiteLlmForm {

    /** Describes the form, with a price of zero for everything. */
    private static final String DESCRIPTION = "sample_spec";

    private final PriceJson json;
    private final Map<String, LiteLlmModel> models = new HashMap<>();
    private final Map<String, LiteLlmPriceName> names = new HashMap<>();
    private final Set<String> keys = new HashSet<>();

    LiteLlmForm(PriceJson json) {
        this.json = json;
    }

    /** The file from its first token on. */
    LiteLlmPrices read() throws IOException {
        json.object(this::model);
        Map<LiteLlmModel, ModelPrices> own = new HashMap<>();
        models.values().stream().filter(LiteLlmModel::isPriced).forEach(model -> own.put(model, model.prices()));
        LiteLlmPrices prices = new LiteLlmPrices();
        models.forEach((key, model) -> {
            LiteLlmModel meant = models.getOrDefault(model.aliasOf(), model);
            ModelPrices known = own.get(meant);
            if (known != null) {
                prices.add(meant.provider(), key, known);
            }
        });
        if (prices.isEmpty()) {
            throw new IllegalArgumentException("it has no price of any model");
        }
        return prices;
    }

    private void model(String key) throws IOException {
        if (!keys.add(key)) {
            throw json.fault("there are two models of this name");
        }
        if (key.equals(DESCRIPTION)) {
            json.skip();
            return;
        }
        json.at(key);
        LiteLlmModel model = new LiteLlmModel(json, names);
        json.object(model::member);
        json.at("");
        models.put(key, model);
    }
}
