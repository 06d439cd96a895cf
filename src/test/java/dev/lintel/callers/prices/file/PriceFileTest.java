package dev.lintel.callers.prices.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.callers.prices.Prices;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Costs are computed by hand; how stands beside each. */
final class PriceFileTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    @Nested
    class in_the_form_of_litellm {

        private final Prices prices = PriceFile.read("src/test/resources/prices/litellm.json");

        @Test
        void tokens_of_prompt_and_answer_have_their_prices() {
            // 1000 * 2e-6 + 100 * 8e-6 = 0.002 + 0.0008
            assertCost(0.0028, cost("gpt-plain", Used.tokens(1000, 100), ""));
        }

        @Test
        void a_model_is_found_with_the_provider_before_its_name_and_without() {
            // 10 * 1e-6 + 10 * 1e-6
            assertCost(0.00002, cost("gpt-prefixed", Used.tokens(10, 10), ""));
            // By another provider: 10 * 7e-6 + 10 * 7e-6
            assertCost(
                    0.00014,
                    prices.cost("azure", "gpt-plain", Used.tokens(10, 10).usage(), "", NOON));
        }

        @ParameterizedTest
        @CsvSource({"azure.ai.openai, gpt-plain, 7e-6", "gcp.vertex_ai, parted, 5e-6", "openai, old-parted, 6e-6"})
        void providers_are_known_by_the_names_of_the_conventions(String provider, String model, double price) {
            assertCost(price, prices.cost(provider, model, Used.tokens(1, 0).usage(), "", NOON));
        }

        @Test
        void another_name_of_a_model_has_its_prices_and_one_of_none_has_none() {
            // 1000 * 2e-6
            assertCost(0.002, cost("gpt-latest", Used.tokens(1000, 0), ""));
            assertThat(cost("gpt-alias-of-nothing", Used.tokens(1000, 0), "")).isEmpty();
        }

        @Test
        void a_tuned_model_has_the_prices_of_what_was_tuned() {
            // 10 * 4e-6 + 10 * 1.6e-5
            assertCost(0.0002, cost("ft:gpt-plain:org::Ab1", Used.tokens(10, 10), ""));
        }

        @Test
        void the_description_of_the_form_is_no_model() {
            assertThat(prices.cost(
                            "one of the providers",
                            "sample_spec",
                            Used.tokens(1, 1).usage(),
                            "",
                            NOON))
                    .isEmpty();
        }

        @Test
        void what_goes_through_a_cache_has_prices_of_its_own() {
            // 500 * 3e-6 + 300 * 3e-7 + 150 * 3.75e-6 + 50 * 6e-6 = 0.0015 + 0.00009 + 0.0005625 + 0.0003
            assertCost(
                    0.0024525,
                    cost("gpt-cached", Used.tokens(1000, 0).cached(300).put(200, 50), ""));
        }

        @Test
        void without_prices_of_its_own_it_is_charged_as_what_it_is_part_of() {
            // 1000 * 2e-6 + 100 * 8e-6, as if nothing were cached or thought
            assertCost(
                    0.0028,
                    cost(
                            "gpt-plain",
                            Used.tokens(1000, 100).cached(300).put(200, 50).thought(60),
                            ""));
        }

        @Test
        void reasoning_has_a_price_of_its_own() {
            // 10 * 3e-6 + 40 * 1.5e-5 + 60 * 3e-5 = 0.00003 + 0.0006 + 0.0018
            assertCost(0.00243, cost("gpt-cached", Used.tokens(10, 100).thought(60), ""));
        }

        @ParameterizedTest
        @CsvSource({
            // 128000 * 1e-6 + 10 * 5e-6
            "128000, 0.12805",
            // 128001 * 2e-6 + 10 * 1e-5
            "128001, 0.256102",
            // 256000 * 2e-6 + 10 * 1e-5
            "256000, 0.5121",
            // 256001 * 4e-6 + 10 * 1e-5
            "256001, 1.024104"
        })
        void the_length_of_the_prompt_decides_on_the_price_of_all_tokens(long input, double expected) {
            assertCost(expected, cost("gpt-long", Used.tokens(input, 10), ""));
        }

        @Test
        void a_price_without_steps_holds_for_every_length() {
            // 100001 * 2e-6 + 100000 * 1e-7
            assertCost(0.210002, cost("gpt-long", Used.tokens(200_001, 0).cached(100_000), ""));
        }

        @ParameterizedTest
        @ValueSource(strings = {"grok-inclusive", "grok-latest"})
        void xai_bills_a_step_from_its_start_on(String model) {
            // 127999 * 1e-6; 128000 * 2e-6
            assertCost(
                    0.127999, prices.cost("x_ai", model, Used.tokens(127_999, 0).usage(), "", NOON));
            assertCost(0.256, prices.cost("x_ai", model, Used.tokens(128_000, 0).usage(), "", NOON));
        }

        @ParameterizedTest
        @CsvSource({
            // 32000 * 1e-6 + 100 * 4e-6
            "32000, 0.0324",
            // 32001 * 2e-6 + 40 * 8e-6 + 60 * 1.6e-5
            "32001, 0.065282",
            // Longer than the last range: 200000 * 2e-6 + 40 * 8e-6 + 60 * 1.6e-5
            "200000, 0.40128"
        })
        void a_table_by_length_has_all_prices_of_a_range(long input, double expected) {
            assertCost(expected, cost("gpt-by-length", Used.tokens(input, 100).thought(60), ""));
        }

        @ParameterizedTest
        @CsvSource({
            // 1000 * 2e-6 + 100 * 1e-5
            "'', 0.003",
            "default, 0.003",
            "standard, 0.003",
            "auto, 0.003",
            "on_demand, 0.003",
            // 1000 * 1e-6 + 100 * 5e-6
            "flex, 0.0015",
            // 1000 * 4e-6 + 100 * 2e-5
            "priority, 0.006",
            "fast, 0.006"
        })
        void the_tier_that_served_a_call_decides(String tier, double expected) {
            assertCost(expected, cost("gpt-tiered", Used.tokens(1000, 100), tier));
        }

        @Test
        void a_tier_takes_what_it_has_no_price_for_from_the_standard_one() {
            // 600 * 1e-6 + 400 * 5e-7
            assertCost(0.0008, cost("gpt-tiered", Used.tokens(1000, 0).cached(400), "flex"));
            // Long prompts: 200001 * 1.5e-6; no such price of priority, so 200001 * 3e-6
            assertCost(0.3000015, cost("gpt-tiered", Used.tokens(200_001, 0), "flex"));
            assertCost(0.600003, cost("gpt-tiered", Used.tokens(200_001, 0), "priority"));
        }

        @Test
        void in_a_tier_with_a_price_of_answers_reasoning_is_charged_as_the_answer() {
            // 40 * 1e-5 + 60 * 4e-5; 100 * 5e-6
            assertCost(0.0028, cost("gpt-tiered", Used.tokens(0, 100).thought(60), ""));
            assertCost(0.0005, cost("gpt-tiered", Used.tokens(0, 100).thought(60), "flex"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"scale", "batches", "batch", "ultrafast"})
        void a_tier_without_prices_leaves_the_cost_unknown(String tier) {
            assertThat(cost("gpt-tiered", Used.tokens(1000, 100), tier)).isEmpty();
        }

        @Test
        void a_call_may_cost_something_itself() {
            // 0.005 + 1000 * 1e-6
            assertCost(0.006, cost("gpt-per-call", Used.tokens(1000, 100), ""));
        }

        @Test
        void an_answer_without_a_price_costs_nothing_only_where_it_has_no_tokens() {
            // 1000 * 1e-7
            assertCost(0.0001, cost("gpt-without-output-price", Used.prompt(1000), ""));
            assertCost(0.0001, cost("gpt-without-output-price", Used.tokens(1000, 0), ""));
            assertThat(cost("gpt-without-output-price", Used.tokens(1000, 1), ""))
                    .isEmpty();
        }

        @Test
        void nothing_is_said_without_the_counts_that_are_needed() {
            assertThat(cost("gpt-plain", Used.prompt(1000), "")).isEmpty();
            assertThat(cost("gpt-plain", Used.answer(1000), "")).isEmpty();
        }

        @Test
        void nothing_is_said_of_counts_that_contradict_each_other() {
            assertThat(cost("gpt-cached", Used.tokens(100, 10).cached(60).put(41, 0), ""))
                    .isEmpty();
            assertThat(cost("gpt-cached", Used.tokens(100, 10).cached(60).put(40, 0), ""))
                    .isPresent();
            assertThat(cost("gpt-cached", Used.tokens(100, 10).put(40, 41), "")).isEmpty();
            assertThat(cost("gpt-cached", Used.tokens(100, 10).thought(11), "")).isEmpty();
            assertThat(cost("gpt-cached", Used.tokens(100, 10).thought(10), "")).isPresent();
        }

        @Test
        void nothing_is_said_where_there_was_sound() {
            assertThat(cost("gpt-plain", Used.tokens(100, 10).heard(0), "")).isPresent();
            assertThat(cost("gpt-plain", Used.tokens(100, 10).heard(1), "")).isEmpty();
        }

        @Test
        void nothing_is_said_of_models_and_providers_that_have_no_price() {
            assertThat(cost("gpt-never-heard-of", Used.tokens(1, 1), "")).isEmpty();
            assertThat(cost("gpt-by-the-second", Used.tokens(1, 1), "")).isEmpty();
            assertThat(cost("", Used.tokens(1, 1), "")).isEmpty();
            assertThat(prices.cost("nobody", "gpt-plain", Used.tokens(1, 1).usage(), "", NOON))
                    .isEmpty();
        }

        @Test
        void the_most_that_can_be_used_has_a_finite_cost() {
            // 3e9 * 4e-6 + 1e9 * 1e-5
            assertCost(22_000, cost("gpt-long", Used.tokens(3_000_000_000L, 1_000_000_000), ""));
        }

        private OptionalDouble cost(String model, Used used, String tier) {
            // What has been found once is found again.
            OptionalDouble first = prices.cost("fake", model, used.usage(), tier, NOON);
            assertThat(prices.cost("fake", model, used.usage(), tier, NOON)).isEqualTo(first);
            return first;
        }
    }

    @Nested
    class in_the_form_of_genai_prices {

        private final Prices prices = PriceFile.read("src/test/resources/prices/genai-prices.json");

        @ParameterizedTest
        @ValueSource(strings = {"plain", "PLAIN", "plain-2026"})
        void a_model_is_found_by_its_clause(String model) {
            // 1000 * 2 / 1e6 + 100 * 8 / 1e6
            assertCost(0.0028, cost(model, Used.tokens(1000, 100)));
        }

        @Test
        void the_first_whose_clause_fits_is_the_one() {
            // 1e6 * 1 / 1e6
            assertCost(1, cost("same", Used.tokens(1_000_000, 0)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"plain-26", "xplain", "unheard-of"})
        void and_where_none_fits_nothing_is_said(String model) {
            assertThat(cost(model, Used.tokens(1000, 100))).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"acme", "ACME", "my-acme", "a-me"})
        void a_provider_is_found_by_its_name_or_its_clause(String provider) {
            assertThat(prices.cost(provider, "plain", Used.tokens(1, 1).usage(), "", NOON))
                    .isPresent();
        }

        @ParameterizedTest
        @ValueSource(strings = {"b-me", "a-met", "openai"})
        void and_no_other_is(String provider) {
            assertThat(prices.cost(provider, "plain", Used.tokens(1, 1).usage(), "", NOON))
                    .isEmpty();
        }

        @Test
        void a_provider_may_have_the_models_of_another_in_their_standard_tier() {
            // 7 / 1e6; 2 / 1e6
            assertCost(
                    7e-6,
                    prices.cost("azure.ai.openai", "own", Used.tokens(1, 0).usage(), "", NOON));
            assertCost(
                    2e-6,
                    prices.cost("azure.ai.openai", "tiered", Used.tokens(1, 0).usage(), "", NOON));
            assertThat(prices.cost(
                            "azure.ai.openai", "tiered", Used.tokens(1, 0).usage(), "flex", NOON))
                    .isEmpty();
        }

        @Test
        void caches_and_reasoning_have_prices_of_their_own() {
            // 500 * 3 + 300 * 0.3 + 150 * 3.75 + 50 * 6 + 40 * 15 + 60 * 30 = 4852.5, each by 1e6
            assertCost(
                    0.0048525,
                    cost(
                            "cached-1",
                            Used.tokens(1000, 100).cached(300).put(200, 50).thought(60)));
        }

        @ParameterizedTest
        @CsvSource({"128000, 0.12805", "128001, 0.256102", "256000, 0.5121", "256001, 1.024104"})
        void the_length_of_the_prompt_decides_on_the_price_of_all_tokens(long input, double expected) {
            // As in the other form.
            assertCost(expected, cost("a-long-one", Used.tokens(input, 10)));
        }

        @ParameterizedTest
        @CsvSource({
            // 600 * 2 + 400 * 0.5 + 100 * 10, by 1e6
            "'', 0.0024",
            "default, 0.0024",
            // 600 * 1 + 400 * 0.25 + 100 * 5: the first variant with a price for each
            "flex, 0.0012",
            // 600 * 4 + 400 * 0.5 + 100 * 20
            "fast, 0.0046"
        })
        void the_tier_that_served_a_call_decides(String tier, double expected) {
            assertCost(
                    expected,
                    prices.cost(
                            "acme", "tiered", Used.tokens(1000, 100).cached(400).usage(), tier, NOON));
        }

        @ParameterizedTest
        @ValueSource(strings = {"priority", "batch", "both"})
        void a_tier_without_prices_leaves_the_cost_unknown(String tier) {
            assertThat(prices.cost("acme", "tiered", Used.tokens(1, 1).usage(), tier, NOON))
                    .isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "2026-02-28T23:59:59Z, 9",
            "2026-03-01T00:00:00Z, 1",
        })
        void the_prices_of_a_tier_may_begin_on_a_day(Instant at, double expected) {
            assertCost(
                    expected,
                    prices.cost("acme", "tiered", Used.tokens(1_000_000, 0).usage(), "flex", at));
        }

        @ParameterizedTest
        @CsvSource({"2026-06-09T23:59:59.999Z, 10", "2026-06-10T00:00:00Z, 2", "2030-01-01T00:00:00Z, 2"})
        void prices_may_begin_on_a_day(Instant at, double expected) {
            assertCost(
                    expected,
                    prices.cost("acme", "dated", Used.tokens(1_000_000, 0).usage(), "", at));
        }

        @ParameterizedTest
        @CsvSource({
            "2026-11-27T00:29:59Z, 1",
            "2026-11-27T00:30:00Z, 4",
            "2026-11-27T16:29:59Z, 4",
            "2026-11-27T16:30:00Z, 1",
            "2026-11-27T23:59:59Z, 1"
        })
        void prices_may_hold_at_some_hours(Instant at, double expected) {
            assertCost(
                    expected,
                    prices.cost("acme", "nightly", Used.tokens(1_000_000, 0).usage(), "", at));
        }

        @Test
        void a_call_may_cost_something_itself() {
            // 5 / 1000 + 1000 / 1e6 + 1000 / 1e6
            assertCost(0.007, cost("per-call", Used.tokens(1000, 1000)));
        }

        @Test
        void an_embedding_has_no_answer_to_pay_for() {
            // 1000 * 0.1 / 1e6
            assertCost(0.0001, cost("embedding", Used.prompt(1000)));
        }

        private OptionalDouble cost(String model, Used used) {
            return prices.cost("acme", model, used.usage(), "", NOON);
        }
    }

    @Test
    void without_a_file_no_cost_is_known() {
        assertThat(Prices.NONE.cost("fake", "gpt-plain", Used.tokens(1, 1).usage(), "", NOON))
                .isEmpty();
    }

    private static void assertCost(double expected, OptionalDouble cost) {
        assertThat(cost).hasValue(expected);
    }
}
