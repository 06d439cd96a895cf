package dev.lintel.callers.prices.file;

import dev.lintel.callers.prices.PriceTable.Draft;
import dev.lintel.callers.prices.Unit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What LiteLLM writes into the name of a price.
 *
 * @param unit that it is for; null for what Lintel does not count
 * @param start how many tokens the prompt must exceed
 * @param tier of service; empty for the standard one
 */
record LiteLlmPriceName(@Nullable Unit unit, long start, String tier) {

    private static final Pattern FORM =
            Pattern.compile("(.+?)(?:_above_(\\d{1,9})(k?)_tokens)?(?:_(flex|balanced|priority|ultrafast))?");

    static LiteLlmPriceName of(String member) {
        Matcher matcher = FORM.matcher(member);
        if (!matcher.matches()) {
            return new LiteLlmPriceName(null, Draft.FROM_THE_FIRST, "");
        }
        String tier = matcher.group(4);
        return new LiteLlmPriceName(Unit.ofLiteLlm(matcher.group(1)), start(matcher), tier == null ? "" : tier);
    }

    private static long start(Matcher matcher) {
        if (matcher.group(2) == null) {
            return Draft.FROM_THE_FIRST;
        }
        return Long.parseLong(matcher.group(2)) * (matcher.group(3).isEmpty() ? 1 : 1000);
    }
}
