package dev.lintel.callers.prices;

import java.util.SortedMap;

/** The price of one unit by the length of the whole prompt: with more tokens than a step's start, that step's price holds for all. */
final class Rate {

    private final long[] starts;
    private final double[] prices;

    /** @param steps prices by the most tokens that are still below them, -1 for the price from the first token on */
    Rate(SortedMap<Long, Double> steps) {
        starts = steps.keySet().stream().mapToLong(Long::longValue).toArray();
        prices = steps.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The price with a prompt of so many tokens; NaN where there is none. */
    double at(long inputTokens) {
        int step = starts.length - 1;
        while (step >= 0 && inputTokens <= starts[step]) {
            step--;
        }
        return step < 0 ? Double.NaN : prices[step];
    }
}
