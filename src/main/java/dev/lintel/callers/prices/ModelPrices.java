package dev.lintel.callers.prices;

import dev.lintel.openai.answer.TokenUsage;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one model costs.
 *
 * @param standard prices of the standard tier, of which the last holds that is valid, or else the first
 * @param tiers prices of other tiers, each of which stands before the standard one; the first that is valid before those that follow
 */
public record ModelPrices(List<Standard> standard, List<Tier> tiers) {

    /** Those of a model that has none. */
    public static final ModelPrices UNKNOWN = new ModelPrices(List.of(), List.of());

    /** What providers call the tier that the standard prices are for. */
    private static final Set<String> STANDARD = Set.of("", "default", "standard", "auto", "on_demand");

    private static final double ROUNDED = 1e12;

    /** Prices while they are valid. */
    public record Standard(Validity validity, PriceTable prices) {}

    /** Prices of a service tier while they are valid. */
    public record Tier(String name, Validity validity, PriceTable prices) {}

    /** Takes them in their order. */
    public ModelPrices {
        standard = List.copyOf(standard);
        tiers = List.copyOf(tiers);
    }

    /** The same without other tiers. */
    public ModelPrices standardOnly() {
        return new ModelPrices(standard, List.of());
    }

    /**
     * What a call costs, in US dollars, to the twelfth decimal place; empty where a count or a price is missing that is needed, or
     * counts contradict each other.
     *
     * @param tier which served it, in the provider's word; empty for none
     * @param at when it was asked
     */
    public OptionalDouble cost(TokenUsage usage, String tier, Instant at) {
        if (usage.input().isEmpty() || !isPlausible(usage) || !(STANDARD.contains(tier) || hasTier(tier, at))) {
            return OptionalDouble.empty();
        }
        Selected prices = new Selected(tier, at, usage.input().getAsLong());
        // Of a model whose answer has no price, an embedding's, the answer is not counted either.
        if (usage.output().isEmpty() && prices.of(Unit.OUTPUT) > 0) {
            return OptionalDouble.empty();
        }
        long read = count(usage.cacheRead());
        long written = count(usage.cacheCreation());
        long hour = count(usage.cacheCreationHour());
        long reasoning = count(usage.reasoning());
        double cost = prices.of(Unit.INPUT, usage.input().getAsLong() - read - written)
                + prices.of(Unit.CACHE_READ, read)
                + prices.of(Unit.CACHE_WRITE, written - hour)
                + prices.of(Unit.CACHE_WRITE_HOUR, hour)
                + prices.of(Unit.OUTPUT, count(usage.output()) - reasoning)
                + prices.of(Unit.REASONING, reasoning)
                + prices.ofCall();
        return Double.isNaN(cost) ? OptionalDouble.empty() : OptionalDouble.of(Math.rint(cost * ROUNDED) / ROUNDED);
    }

    // Sound has prices of its own, which Lintel does not read.
    private static boolean isPlausible(TokenUsage usage) {
        return count(usage.audio()) == 0
                && count(usage.cacheRead()) + count(usage.cacheCreation()) <= count(usage.input())
                && count(usage.cacheCreationHour()) <= count(usage.cacheCreation())
                && count(usage.reasoning()) <= count(usage.output());
    }

    private boolean hasTier(String name, Instant at) {
        return tiers.stream()
                .anyMatch(tier -> tier.name().equals(name) && tier.validity().holds(at));
    }

    private static long count(OptionalLong tokens) {
        return tokens.orElse(0);
    }

    /** The prices that hold for one call. */
    private final class Selected {

        private final String tier;
        private final Instant at;
        private final long inputTokens;

        Selected(String tier, Instant at, long inputTokens) {
            this.tier = tier;
            this.at = at;
            this.inputTokens = inputTokens;
        }

        double of(Unit unit, long count) {
            return count == 0 ? 0 : of(unit) * count;
        }

        double ofCall() {
            double price = of(Unit.CALL);
            return Double.isNaN(price) ? 0 : price;
        }

        /** The price of one; NaN where there is none. */
        double of(Unit unit) {
            Rate rate = rate(unit);
            double price = rate == null ? Double.NaN : rate.at(inputTokens);
            Unit within = unit.within();
            return Double.isNaN(price) && within != null ? of(within) : price;
        }

        private @Nullable Rate rate(Unit unit) {
            for (Tier known : tiers) {
                Rate rate = known.name().equals(tier) && known.validity().holds(at)
                        ? known.prices().rate(unit)
                        : null;
                if (rate != null) {
                    return rate;
                }
            }
            return standardRate(unit);
        }

        private @Nullable Rate standardRate(Unit unit) {
            int last = standard.size() - 1;
            while (last > 0 && !standard.get(last).validity().holds(at)) {
                last--;
            }
            return last < 0 ? null : standard.get(last).prices().rate(unit);
        }
    }
}
