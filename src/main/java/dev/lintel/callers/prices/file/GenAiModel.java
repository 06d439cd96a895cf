package dev.lintel.callers.prices.file;

import com.fasterxml.jackson.core.JsonToken;
import dev.lintel.callers.prices.ModelPrices;
import dev.lintel.callers.prices.ModelPrices.Standard;
import dev.lintel.callers.prices.ModelPrices.Tier;
import dev.lintel.callers.prices.PriceTable;
import dev.lintel.callers.prices.PriceTable.Draft;
import dev.lintel.callers.prices.Unit;
import dev.lintel.callers.prices.Validity;
import dev.lintel.callers.prices.file.GenAiPrices.Model;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One model of genai-prices', member by member. */
final class GenAiModel {

    /** By which members of an answer a price is chosen, that Lintel knows of an answer. */
    private static final List<String> OF_ANSWERS = List.of("service_tier", "speed");

    private final PriceJson json;
    private final String provider;
    private final List<Standard> standard = new ArrayList<>();
    private final List<Tier> tiers = new ArrayList<>();
    private @Nullable Predicate<String> match;
    private String id = "";

    GenAiModel(PriceJson json, String provider) {
        this.json = json;
        this.provider = provider;
    }

    void member(String name) throws IOException {
        if (json.isNull()) {
            return;
        }
        switch (name) {
            case "id" -> {
                id = json.text();
                json.at(provider + "/" + id);
            }
            case "match" -> match = Clause.read(json);
            case "prices" -> prices();
            case "price_variants" -> json.array(() -> new Part().addAsTier());
            case "currency" -> json.requireCurrency();
            default -> json.skip();
        }
    }

    String id() {
        return id;
    }

    Model model() throws IOException {
        if (id.isEmpty() || match == null || standard.isEmpty()) {
            throw json.fault(
                    "there is a model without an id, a match or prices, as it has in the form of genai-prices");
        }
        return new Model(match, new ModelPrices(standard, tiers));
    }

    // One table, or several under conditions.
    private void prices() throws IOException {
        if (json.token() == JsonToken.START_ARRAY) {
            json.array(() -> new Part().addAsStandard());
        } else {
            standard.add(new Standard(Validity.ALWAYS, table()));
        }
    }

    private PriceTable table() throws IOException {
        Draft draft = new Draft();
        json.object(name -> price(draft, name));
        return draft.table();
    }

    private void price(Draft draft, String name) throws IOException {
        Unit unit = Unit.ofGenAiPrices(name);
        if (unit == null || json.isNull()) {
            json.skip();
        } else if (json.token() == JsonToken.START_OBJECT) {
            json.object(member -> {
                switch (member) {
                    case "base" -> put(draft, unit, Draft.FROM_THE_FIRST, price(unit));
                    case "tiers" -> json.array(() -> new Step().addTo(draft, unit));
                    default -> json.skip();
                }
            });
        } else {
            put(draft, unit, Draft.FROM_THE_FIRST, price(unit));
        }
    }

    private double price(Unit unit) throws IOException {
        return json.price(unit.perGenAiPrice());
    }

    private void put(Draft draft, Unit unit, long start, double price) throws IOException {
        if (!draft.put(unit, start, price)) {
            throw json.fault("there are two prices of one kind");
        }
    }

    /** The price of one unit from a length of the prompt on. */
    private final class Step {

        private long start = Draft.FROM_THE_FIRST;
        private double price = Double.NaN;

        void addTo(Draft draft, Unit unit) throws IOException {
            json.object(member -> {
                switch (member) {
                    case "start" -> start = json.tokens();
                    case "price" -> price = GenAiModel.this.price(unit);
                    default -> json.skip();
                }
            });
            if (start == Draft.FROM_THE_FIRST || Double.isNaN(price)) {
                throw json.fault("a tier has no start, or no price");
            }
            put(draft, unit, start, price);
        }
    }

    /** A table of prices under conditions. */
    private final class Part {

        private final Map<String, String> when = new TreeMap<>();
        private Validity validity = Validity.ALWAYS;
        private @Nullable PriceTable table;

        void addAsStandard() throws IOException {
            PriceTable read = read();
            standard.add(new Standard(validity, read));
        }

        // Of those that are chosen by something else than an answer says, none ever is.
        void addAsTier() throws IOException {
            PriceTable read = read();
            if (when.size() == 1) {
                when.forEach((member, value) -> {
                    if (OF_ANSWERS.contains(member)) {
                        tiers.add(new Tier(value, validity, read));
                    }
                });
            }
        }

        private PriceTable read() throws IOException {
            json.object(this::member);
            if (table == null) {
                throw json.fault("there are no prices in it");
            }
            return table;
        }

        private void member(String name) throws IOException {
            if (json.isNull()) {
                return;
            }
            switch (name) {
                case "prices" -> table = table();
                case "constraint" -> validity = Constraint.read(json);
                case "when" -> json.object(key -> when.put(key, json.text()));
                default -> json.skip();
            }
        }
    }
}
