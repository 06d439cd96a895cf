package dev.lintel.callers.prices;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What has a price, by the names of both forms. */
public enum Unit {
    /** A token of the prompt. */
    INPUT("input_cost_per_token", "input_mtok", null),
    /** A token of the answer. */
    OUTPUT("output_cost_per_token", "output_mtok", null),
    /** A token of the prompt that came from a cache. */
    CACHE_READ("cache_read_input_token_cost", "cache_read_mtok", INPUT),
    /** One that was put into a cache. */
    CACHE_WRITE("cache_creation_input_token_cost", "cache_write_mtok", INPUT),
    /** One that was put there for an hour. */
    CACHE_WRITE_HOUR("cache_creation_input_token_cost_above_1hr", "cache_write_1h_mtok", CACHE_WRITE),
    /** A token of the answer that nobody sees. */
    REASONING("output_cost_per_reasoning_token", "output_reasoning_mtok", OUTPUT),
    /** The call itself. */
    CALL("input_cost_per_request", "requests_kcount", null);

    private static final Map<String, Unit> BY_LITELLM = by(unit -> unit.liteLlm);
    private static final Map<String, Unit> BY_GENAI_PRICES = by(unit -> unit.genAiPrices);

    private final String liteLlm;
    private final String genAiPrices;
    private final @Nullable Unit within;

    Unit(String liteLlm, String genAiPrices, @Nullable Unit within) {
        this.liteLlm = liteLlm;
        this.genAiPrices = genAiPrices;
        this.within = within;
    }

    /** What it is priced as where it has no price of its own, as both forms have it; null for nothing. */
    public @Nullable Unit within() {
        return within;
    }

    /** The unit of a member of LiteLLM's; null for none. */
    public static @Nullable Unit ofLiteLlm(String member) {
        return BY_LITELLM.get(member);
    }

    /** The unit of a member of genai-prices'; null for none. */
    public static @Nullable Unit ofGenAiPrices(String member) {
        return BY_GENAI_PRICES.get(member);
    }

    /** For how many of it genai-prices states a price. */
    public double perGenAiPrice() {
        return this == CALL ? 1_000 : 1_000_000;
    }

    private static Map<String, Unit> by(Function<Unit, String> name) {
        return Stream.of(values()).collect(Collectors.toUnmodifiableMap(name, unit -> unit));
    }
}
