package dev.lintel.callers.prices;

import dev.lintel.openai.answer.TokenUsage;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What calls cost, by one price file. Any thread may ask; what has been found once is found at once. */
public final class Prices {

    /** Nothing is known of any price. */
    public static final Prices NONE = new Prices(null);

    /** The currency of both forms, by ISO 4217. */
    public static final String CURRENCY = "USD";

    private static final int MOST_KNOWN = 4096;
    private static final int LONGEST_NAME = 256;

    private final @Nullable PriceList list;
    private final Map<Key, ModelPrices> known = new ConcurrentHashMap<>();

    /** The prices of a list; null for none. */
    public Prices(@Nullable PriceList list) {
        this.list = list;
    }

    /** Whether nothing has a price. */
    public boolean isEmpty() {
        return list == null;
    }

    /**
     * What a call costs, in {@link #CURRENCY}; empty where a count or a price is missing that is needed, never guessed.
     *
     * @param provider the value of {@code gen_ai.provider.name}
     * @param model that answered; empty for none
     * @param tier which served it, as the answer says; empty for none
     * @param at when it was asked
     */
    public OptionalDouble cost(String provider, String model, TokenUsage usage, String tier, Instant at) {
        if (list == null || model.isEmpty() || model.length() > LONGEST_NAME) {
            return OptionalDouble.empty();
        }
        return find(list, new Key(provider, model)).cost(usage, tier, at);
    }

    private ModelPrices find(PriceList from, Key key) {
        ModelPrices found = known.get(key);
        if (found == null) {
            found = from.find(key.provider(), key.model());
            found = found == null ? ModelPrices.UNKNOWN : found;
            // Models are named by providers, too: nothing here grows for ever.
            if (known.size() < MOST_KNOWN) {
                known.put(key, found);
            }
        }
        return found;
    }

    private record Key(String provider, String model) {}
}
