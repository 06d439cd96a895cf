package dev.lintel.callers.prices;

import org.jspecify.annotations.Nullable;

/** What a price file has of models, found by the names that it has for them. Immutable. */
public interface PriceList {

    /**
     * The prices of a model; null where the file has none.
     *
     * @param provider the value of {@code gen_ai.provider.name}
     */
    @Nullable
    ModelPrices find(String provider, String model);
}
