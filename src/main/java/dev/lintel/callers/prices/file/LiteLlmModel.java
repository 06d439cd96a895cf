package dev.lintel.callers.prices.file;

import dev.lintel.callers.prices.ModelPrices;
import dev.lintel.callers.prices.ModelPrices.Standard;
import dev.lintel.callers.prices.ModelPrices.Tier;
import dev.lintel.callers.prices.PriceTable.Draft;
import dev.lintel.callers.prices.Unit;
import dev.lintel.callers.prices.Validity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One model of LiteLLM's, member by member. */
final class LiteLlmModel {

    /** Bills a step once the prompt has reached its start; the others, once it is longer. */
    private static final String FROM_START_ON = "xai";

    private final PriceJson json;
    private final Map<String, LiteLlmPriceName> names;
    private final Draft standard = new Draft();
    private final Draft byLength = new Draft();
    private final Map<String, Draft> tiers = new TreeMap<>();
    private String provider = "";
    private String aliasOf = "";

    /** @param names those of members that have been met in the file */
    LiteLlmModel(PriceJson json, Map<String, LiteLlmPriceName> names) {
        this.json = json;
        this.names = names;
    }

    void member(String name) throws IOException {
        switch (name) {
            case "litellm_provider" -> provider = json.text();
            case "alias_of" -> aliasOf = json.text();
            case "currency" -> json.requireCurrency();
            case "tiered_pricing" -> json.array(() -> new Step().read());
            default -> price(names.computeIfAbsent(name, LiteLlmPriceName::of));
        }
    }

    /** LiteLLM's word for who serves it; empty for none. */
    String provider() {
        return provider;
    }

    /** The key of the model that it is another name of; empty for none. */
    String aliasOf() {
        return aliasOf;
    }

    /** Whether anything is known of what its tokens cost, and of whom. */
    boolean isPriced() {
        return !provider.isEmpty() && (byLength.has(Unit.INPUT) || standard.has(Unit.INPUT));
    }

    /** Its prices, once all members have been read. Once. */
    ModelPrices prices() {
        // A table by the length of the prompt stands for all else.
        if (byLength.has(Unit.INPUT)) {
            return new ModelPrices(standard(byLength), List.of());
        }
        List<Draft> drafts = new ArrayList<>(tiers.values());
        drafts.forEach(tier -> {
            tier.complete(standard);
            tier.copy(Unit.OUTPUT, Unit.REASONING);
        });
        drafts.add(standard);
        if (provider.equals(FROM_START_ON)) {
            drafts.forEach(Draft::includeStarts);
        }
        List<Tier> others = new ArrayList<>();
        tiers.forEach((name, draft) -> {
            others.add(new Tier(name, Validity.ALWAYS, draft.table()));
            if (name.equals("priority")) {
                // Another word for the same.
                others.add(new Tier("fast", Validity.ALWAYS, draft.table()));
            }
        });
        return new ModelPrices(standard(standard), others);
    }

    private static List<Standard> standard(Draft draft) {
        return List.of(new Standard(Validity.ALWAYS, draft.table()));
    }

    private void price(LiteLlmPriceName name) throws IOException {
        Unit unit = name.unit();
        if (unit == null || json.isNull()) {
            json.skip();
            return;
        }
        Draft draft = name.tier().isEmpty() ? standard : tiers.computeIfAbsent(name.tier(), absent -> new Draft());
        if (!draft.put(unit, name.start(), json.price(1))) {
            throw json.fault("there are two prices of this name");
        }
    }

    /** All prices for one range of lengths of the prompt. */
    private final class Step {

        private final Map<Unit, Double> prices = new EnumMap<>(Unit.class);
        private long start = Long.MAX_VALUE;

        void read() throws IOException {
            json.object(this::member);
            prices.forEach((unit, price) -> byLength.put(unit, start == 0 ? Draft.FROM_THE_FIRST : start, price));
        }

        private void member(String name) throws IOException {
            Unit unit = Unit.ofLiteLlm(name);
            if (unit != null) {
                prices.put(unit, json.price(1));
            } else if (name.equals("range")) {
                json.array(() -> start = Math.min(start, json.tokens()));
            } else {
                json.skip();
            }
        }
    }
}
