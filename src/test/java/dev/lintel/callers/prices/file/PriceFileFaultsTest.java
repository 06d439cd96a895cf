package dev.lintel.callers.prices.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.callers.prices.Prices;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A price file with a fault is refused in one line that says where it is. */
final class PriceFileFaultsTest {

    private static final long MOST_BYTES = 64 * 1024 * 1024;
    private static final String A_MODEL =
            "{\"m\":{\"litellm_provider\":\"p\",\"input_cost_per_token\":1e-6,\"output_cost_per_token\":1e-6}}";

    @TempDir
    Path directory;

    @Nested
    class the_file {

        @Test
        void is_not_there() {
            Path absent = directory.resolve("absent.json");
            assertRefused(absent, "there is no such file");
        }

        @Test
        void is_a_directory() {
            assertRefused(directory, "it is not a file");
        }

        @Test
        void is_empty() {
            assertRefused("", "it is empty");
            assertRefused(" \n ", "it is empty");
        }

        @Test
        void is_too_large() throws IOException {
            Path file = written(A_MODEL);
            grow(file, MOST_BYTES + 1);
            assertRefused(file, "it has more than 64 MiB");
        }

        @Test
        void is_as_large_as_it_may_be() throws IOException {
            Path file = written(A_MODEL + " ".repeat((int) MOST_BYTES - A_MODEL.length()));
            assertThat(Files.size(file)).isEqualTo(MOST_BYTES);
            assertPriced(PriceFile.read(file.toString()));
        }

        private void grow(Path file, long bytes) throws IOException {
            try (RandomAccessFile grown = new RandomAccessFile(file.toFile(), "rw")) {
                grown.setLength(bytes);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "s3cret-token | 1",
                "{\"m\":s3cret | 1",
                "{\"m\": | 1",
                "{\"m\":{\"input_cost_per_token\":NaN}} | 1",
                "{\"m\":{\"input_cost_per_token\":Infinity}} | 1",
                "{\"m\":{\"input_cost_per_token\":+1}} | 1",
                "{'m':{}} | 1",
                "[{\"id\":\"p\",\"models\":[ | 1"
            })
    void what_is_no_json_is_not_quoted(String text, int line) {
        assertRefused(text, "it is no JSON, or broken, at line " + line + ", column ");
    }

    @Test
    void bytes_that_are_no_text_are_no_json() throws IOException {
        Path file = directory.resolve("prices.json");
        Files.write(file, new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '{', '}', '}'});
        assertRefused(file, "it is no JSON, or broken, at line 1, column ");
    }

    @Test
    void more_levels_than_any_list_has_are_refused() {
        assertRefused("{\"m\":{\"x\":" + "[".repeat(5000), "it is no JSON, or broken, at line 1, column ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"text\"", "true", "null"})
    void other_json_is_in_neither_form(String text) {
        assertRefused(text, "it is in the form of neither LiteLLM nor genai-prices");
    }

    @Test
    void nothing_may_follow() {
        assertRefused(A_MODEL + "{}", "something follows its end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"m\":{}}",
                "{\"m\":{\"litellm_provider\":\"p\",\"output_cost_per_image\":1}}",
                "[{\"id\":\"p\",\"models\":[]}]"
            })
    void without_any_price_it_is_of_no_use(String text) {
        assertRefused(text, "it has no price of any model");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"m\":1} | m: it is not an object, as it is in the form of LiteLLM",
                "{\"m\":{\"litellm_provider\":1}} | m: litellm_provider: it is not a text, as it is in the form of LiteLLM",
                "{\"m\":{\"input_cost_per_token\":-1e-6}} | m: input_cost_per_token: it is out of bounds, a price is 0 to 1",
                "{\"m\":{\"input_cost_per_token\":1.0001}} | m: input_cost_per_token: it is out of bounds, a price is 0 to 1",
                "{\"m\":{\"input_cost_per_token\":1e999}} | m: input_cost_per_token: it is out of bounds, a price is 0 to 1",
                "{\"m\":{\"output_cost_per_token_above_200k_tokens_flex\":2}} | m: output_cost_per_token_above_200k_tokens_flex: it is out of bounds, a price is 0 to 1",
                "{\"m\":{\"input_cost_per_token\":\"1e-6\"}} | m: input_cost_per_token: it is not a number",
                "{\"m\":{\"input_cost_per_token\":\"NaN\"}} | m: input_cost_per_token: it is not a number",
                "{\"m\":{\"input_cost_per_token\":[1]}} | m: input_cost_per_token: it is not a number",
                "{\"m\":{\"input_cost_per_token\":1e-6,\"input_cost_per_token\":2e-6}} | m: input_cost_per_token: there are two prices of this name",
                "{\"m\":{},\"n\":{},\"m\":{}} | m: there are two models of this name",
                "{\"m\":{\"currency\":\"EUR\"}} | m: currency: prices must be in USD",
                "{\"m\":{\"tiered_pricing\":{}}} | m: tiered_pricing: it is not an array, as it is in the form of LiteLLM",
                "{\"m\":{\"tiered_pricing\":[{\"input_cost_per_token\":2}]}} | m: input_cost_per_token: it is out of bounds, a price is 0 to 1",
                "{\"m\":{\"tiered_pricing\":[{\"range\":[-1,2]}]}} | m: it is no number of tokens"
            })
    void in_the_form_of_litellm(String text, String fault) {
        assertRefused(text, fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1] | it is not an object, as it is in the form of genai-prices",
                "[{\"id\":\"p\"}] | p: there is a provider without an id or without models, as it has in the form of genai-prices",
                "[{\"models\":[]}] | there is a provider without an id or without models, as it has in the form of genai-prices",
                "[{\"id\":\"p\",\"models\":[]},{\"id\":\"p\",\"models\":[]}] | p: there are two providers of this name",
                "[{\"id\":\"p\",\"currency\":\"EUR\",\"models\":[]}] | p: currency: prices must be in USD",
                "[{\"id\":\"p\",\"provider_match\":{\"like\":\"x\"},\"models\":[]}] | p: like: there is a clause of a kind that is not known",
                "[{\"id\":\"p\",\"provider_match\":{},\"models\":[]}] | p: provider_match: it is not one clause"
            })
    void a_provider_of_genai_prices(String text, String fault) {
        assertRefused(text, fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"prices\":{\"input_mtok\":-1} | input_mtok: it is out of bounds, a price is 0 to 1000000",
                "\"prices\":{\"input_mtok\":1000001} | input_mtok: it is out of bounds, a price is 0 to 1000000",
                "\"prices\":{\"requests_kcount\":1001} | requests_kcount: it is out of bounds, a price is 0 to 1000",
                "\"prices\":{\"input_mtok\":\"1\"} | input_mtok: it is not a number",
                "\"prices\":{\"input_mtok\":1,\"input_mtok\":2} | input_mtok: there are two prices of one kind",
                "\"prices\":{\"input_mtok\":{\"base\":-1}} | base: it is out of bounds, a price is 0 to 1000000",
                "\"prices\":{\"input_mtok\":{\"tiers\":[{\"start\":-1,\"price\":1}]}} | start: it is no number of tokens",
                "\"prices\":{\"input_mtok\":{\"tiers\":[{\"start\":0.5,\"price\":1}]}} | start: it is no number of tokens",
                "\"prices\":{\"input_mtok\":{\"tiers\":[{\"price\":1}]}} | a tier has no start, or no price",
                "\"prices\":{\"input_mtok\":{\"tiers\":[{\"start\":1}]}} | a tier has no start, or no price",
                "\"prices\":[{\"constraint\":{\"start_date\":\"soon\"},\"prices\":{}}] | start_date: it is no date or time, such as 2026-10-31 or 16:30:00Z",
                "\"prices\":[{\"constraint\":{\"start_time\":\"25:00\"},\"prices\":{}}] | start_time: it is no date or time, such as 2026-10-31 or 16:30:00Z",
                "\"prices\":[{\"constraint\":{\"start_time\":\"05:00\"},\"prices\":{}}] | constraint: a constraint has only one of start_time and end_time",
                "\"prices\":[{\"constraint\":{\"moon\":\"full\"},\"prices\":{}}] | moon: there is a constraint of a kind that is not known",
                "\"prices\":[{}] | there are no prices in it",
                "\"prices\":[] | there is a model without an id, a match or prices, as it has in the form of genai-prices",
                "\"match\":{\"regex\":\"(\"},\"prices\":{} | regex: the regular expression is none"
            })
    void a_model_of_genai_prices(String members, String fault) {
        assertRefused(
                "[{\"id\":\"p\",\"models\":[{\"id\":\"m\",\"match\":{\"equals\":\"m\"}," + members + "}]}]",
                "p/m: " + fault);
    }

    @Test
    void a_model_of_genai_prices_that_is_there_twice() {
        String model = "{\"id\":\"m\",\"match\":{\"equals\":\"m\"},\"prices\":{\"input_mtok\":1}}";
        assertRefused(
                "[{\"id\":\"p\",\"models\":[" + model + "," + model + "]}]", "p/m: there are two models of this name");
    }

    @Test
    void a_price_may_be_anything_up_to_its_bound() {
        assertPriced(PriceFile.read(written(A_MODEL.replace("1e-6", "1.0")).toString()));
        assertPriced(PriceFile.read(written(A_MODEL.replace("1e-6", "0")).toString()));
    }

    @Test
    void names_are_shown_short_and_on_one_line() {
        assertRefused("{\"a\\n\\u001b\":1}", "a??: it is not an object, as it is in the form of LiteLLM");
        assertRefused(
                "{\"" + "a".repeat(101) + "\":1}",
                "a".repeat(100) + "...: it is not an object, as it is in the form of LiteLLM");
    }

    private void assertPriced(Prices prices) {
        assertThat(prices.cost("p", "m", Used.tokens(1, 1).usage(), "", Instant.EPOCH))
                .isPresent();
    }

    private void assertRefused(String text, String fault) {
        assertRefused(written(text), fault);
    }

    private static void assertRefused(Path file, String fault) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PriceFile.read(file.toString()))
                .withMessageStartingWith(file + ": " + fault)
                .satisfies(refused -> assertThat(refused.getMessage())
                        .doesNotContain("s3cret", "\n")
                        .satisfies(
                                message -> assertThat(fault.endsWith("column ") || message.equals(file + ": " + fault))
                                        .as(message)
                                        .isTrue()));
    }

    private Path written(String text) {
        try {
            return Files.writeString(directory.resolve("prices.json"), text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
