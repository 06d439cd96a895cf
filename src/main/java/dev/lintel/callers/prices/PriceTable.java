package dev.lintel.callers.prices;

import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Prices of units, in US dollars. */
public final class PriceTable {

    private final Map<Unit, Rate> rates = new EnumMap<>(Unit.class);

    private PriceTable(Map<Unit, NavigableMap<Long, Double>> steps) {
        steps.forEach((unit, ofUnit) -> rates.put(unit, new Rate(ofUnit)));
    }

    /** The price of a unit; null where there is none. */
    @Nullable
    Rate rate(Unit unit) {
        return rates.get(unit);
    }

    /** A table that is being read. */
    public static final class Draft {

        /** The start of the price that holds from the first token on. */
        public static final long FROM_THE_FIRST = -1;

        private final Map<Unit, NavigableMap<Long, Double>> steps = new EnumMap<>(Unit.class);

        /**
         * Takes a price.
         *
         * @return false when there is one already
         */
        public boolean put(Unit unit, long start, double price) {
            return steps.computeIfAbsent(unit, absent -> new TreeMap<>()).putIfAbsent(start, price) == null;
        }

        /** Whether the unit has any price. */
        public boolean has(Unit unit) {
            return steps.containsKey(unit);
        }

        /** Completes the units that have a price here by the steps that they have there. */
        public void complete(Draft other) {
            steps.forEach((unit, ofUnit) -> {
                NavigableMap<Long, Double> others = other.steps.get(unit);
                if (others != null) {
                    others.forEach(ofUnit::putIfAbsent);
                }
            });
        }

        /** A unit has the prices of another, where it has none itself. */
        public void copy(Unit from, Unit to) {
            NavigableMap<Long, Double> known = steps.get(from);
            if (known != null) {
                steps.putIfAbsent(to, new TreeMap<>(known));
            }
        }

        /** The prices of steps hold from their starts on, not only beyond them. */
        public void includeStarts() {
            steps.replaceAll((unit, ofUnit) -> {
                NavigableMap<Long, Double> lowered = new TreeMap<>();
                ofUnit.forEach((start, price) -> lowered.put(Math.max(FROM_THE_FIRST, start - 1), price));
                return lowered;
            });
        }

        /** The table as it has been read. */
        public PriceTable table() {
            return new PriceTable(steps);
        }
    }
}
