package dev.lintel.callers.prices.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Reads genai-prices' {@code data.json}: an array of providers, each with its models and their prices by the million tokens. */
final class GenAiPricesForm {

    private final PriceJson json;
    private final List<GenAiPrices.Provider> providers = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    GenAiPricesForm(PriceJson json) {
        this.json = json;
    }

    /** The file from its first token on. */
    GenAiPrices read() throws IOException {
        json.array(() -> {
            json.at("");
            GenAiPrices.Provider provider = new ProviderDraft().read();
            if (!ids.add(provider.id())) {
                throw json.fault("there are two providers of this name");
            }
            providers.add(provider);
        });
        if (providers.stream().allMatch(provider -> provider.models().isEmpty())) {
            throw new IllegalArgumentException("it has no price of any model");
        }
        return new GenAiPrices(providers);
    }

    /** One provider while it is read. */
    private final class ProviderDraft {

        private final List<String> fallbacks = new ArrayList<>();
        private final List<GenAiPrices.Model> models = new ArrayList<>();
        private final Set<String> modelIds = new HashSet<>();
        private Predicate<String> match = name -> false;
        private String id = "";
        private boolean hasModels;

        GenAiPrices.Provider read() throws IOException {
            json.object(this::member);
            if (id.isEmpty() || !hasModels) {
                throw json.fault(
                        "there is a provider without an id or without models, as it has in the form of genai-prices");
            }
            return new GenAiPrices.Provider(id, match, List.copyOf(fallbacks), List.copyOf(models));
        }

        private void member(String name) throws IOException {
            if (json.isNull()) {
                return;
            }
            switch (name) {
                case "id" -> {
                    id = json.text();
                    json.at(id);
                }
                case "provider_match" -> match = Clause.read(json);
                case "fallback_model_providers" -> json.array(() -> fallbacks.add(json.text()));
                case "currency" -> json.requireCurrency();
                case "models" -> {
                    hasModels = true;
                    json.array(this::model);
                }
                default -> json.skip();
            }
        }

        private void model() throws IOException {
            GenAiModel model = new GenAiModel(json, id);
            json.object(model::member);
            if (!modelIds.add(model.id())) {
                throw json.fault("there are two models of this name");
            }
            models.add(model.model());
            json.at(id);
        }
    }
}
