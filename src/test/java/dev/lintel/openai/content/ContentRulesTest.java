package dev.lintel.openai.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentRulesTest {

    private static final String CUT = "…[cut]";

    private static final Pattern SECRET = Pattern.compile("<[^>]*>");

    @Nested
    class a_text {

        @ParameterizedTest
        @CsvSource({
            "abc, 3, abc",
            "abcd, 3, abc…[cut]",
            "aé, 3, aé",
            "aé, 2, a…[cut]",
            "🌍, 4, 🌍",
            "a🌍, 4, a…[cut]",
            "€, 2, …[cut]",
            "'', 1, ''",
        })
        void is_cut_behind_a_whole_character(String text, int limit, String told) {
            assertThat(rules(limit).whole(text)).isEqualTo(told);
        }

        @Test
        void is_redacted_before_it_is_cut() {
            assertThat(rules(10).whole("12345678<secret>")).isEqualTo("12345678**" + CUT);
            assertThat(rules(11).whole("12345678<secret>")).isEqualTo("12345678***");
        }

        @Test
        void of_which_only_the_beginning_is_known_never_ends_in_half_a_secret() {
            ContentRules rules = rules(100);
            for (int before = 0; before < rules.reach(); before += 7) {
                String text = "<" + "s".repeat(4_000) + ">" + "t".repeat(before) + "<ecret" + "e".repeat(90) + ">";
                String beginning = text.substring(0, Math.min(text.length() - 1, rules.reach()));

                assertThat(rules.beginning(beginning)).doesNotContain("<").endsWith(CUT);
            }
        }

        @Test
        void that_is_longer_than_its_reach_is_known_by_its_beginning() {
            ContentRules rules = rules(10);

            assertThat(rules.whole("x".repeat(rules.reach() + 1))).isEqualTo("x".repeat(10) + CUT);
        }
    }

    @Nested
    class json {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{\"a\": \"x<y>\"} | {\"a\":\"x***\"}",
                    "{\"<a>\": [1, \"<b>\"]} | {\"***\":[1,\"***\"]}",
                    "{\"a\": \"\\u003cb\\u003e\"} | {\"a\":\"***\"}",
                    "[1.50, -0, 1e400, true, null] | [1.50,-0,1e400,true,null]",
                    "{\"a\": \"<b>\" | {\"a\": \"***\"",
                    "{} <b> | {} ***",
                    "say <b> | say ***",
                    "\"<b>\" | \"***\"",
                    "`` | ``",
                })
        void is_redacted_value_by_value_and_else_as_text(String text, String told) {
            assertThat(rules(1_000).json(text)).isEqualTo(told);
        }

        @Test
        void holds_a_number_that_is_redacted_as_a_string() {
            ContentRules rules = new ContentRules(1_000, text -> text.replace("4111", "****"));

            assertThat(rules.json("{\"card\": 4111}")).isEqualTo("{\"card\":\"****\"}");
        }

        @Test
        void is_redacted_as_a_whole_too() {
            ContentRules rules =
                    new ContentRules(1_000, text -> text.replaceAll("\"password\":\"[^\"]*\"", "\"password\":\"***\""));

            assertThat(rules.json("{\"password\": \"hunter2\"}")).isEqualTo("{\"password\":\"***\"}");
        }

        @Test
        void is_redacted_value_by_value_as_far_as_its_reach() {
            ContentRules rules = rules(1_000);
            String json = "{\"a\":\"\\u003cb\\u003e\"}";

            assertThat(rules.json(json + " ".repeat(rules.reach() - json.length())))
                    .isEqualTo("{\"a\":\"***\"}");
        }

        @Test
        void that_is_longer_than_its_reach_is_told_as_a_text_by_its_beginning() {
            ContentRules rules = rules(10);

            assertThat(rules.json("[\"<b>\",\"" + "x".repeat(rules.reach()) + "\"]"))
                    .isEqualTo("[\"***\",\"xx" + CUT);
        }

        @Test
        void is_cut_as_text_is() {
            assertThat(rules(5).json("{\"a\": 1}")).isEqualTo("{\"a\":" + CUT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF})
    void a_character_counts_as_many_bytes_as_it_has_in_utf_8(int character) {
        String text = Character.toString(character);

        assertThat(ContentRules.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void a_limit_below_one_byte_is_refused(int limit) {
        assertThatThrownBy(() -> new ContentRules(limit, UnaryOperator.identity()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("content_limit: must be at least 1 byte");
    }

    private static ContentRules rules(int limit) {
        return new ContentRules(limit, text -> SECRET.matcher(text).replaceAll("***"));
    }
}
