package dev.lintel.telemetry.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.testing.Alongside;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Alongside
final class RedactionTest {

    private static final Redaction BUILT_IN = new Redaction(Map.of());

    // None of these is anybody's: they are put together here, so that no one who looks for keys finds any.
    private static final String LONG = "Ab1".repeat(14);

    @Nested
    class keys {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "sk-",
                    "sk-proj-",
                    "sk-ant-api03-",
                    "sk_live_",
                    "rk_test_",
                    "gsk_",
                    "hf_",
                    "xai-",
                    "pplx-",
                    "ghp_",
                    "gho_",
                    "github_pat_",
                    "glpat-",
                    "AIza",
                    "ya29.",
                    "xoxb-",
                    "xoxp-",
                    "xapp-",
                    "Bearer ",
                    "bearer  ",
                    "BEARER ",
                    "Bearer%20",
                    "aws_secret_access_key = ",
                    "AWS_SECRET_ACCESS_KEY=",
                })
        void are_known_by_their_beginnings(String beginning) {
            assertThat(BUILT_IN.begin().apply("the key is " + beginning + LONG + ", keep it"))
                    .isEqualTo("the key is [redacted:keys], keep it");
        }

        @ParameterizedTest
        @ValueSource(strings = {"AKIA", "ASIA"})
        void of_aws_have_capitals_and_digits(String beginning) {
            assertThat(BUILT_IN.begin().apply(beginning + "X7".repeat(8))).isEqualTo("[redacted:keys]");
        }

        @Test
        void may_be_json_web_tokens() {
            String token = "eyJ" + LONG + ".eyJ" + LONG + "." + LONG + "_-";

            assertThat(BUILT_IN.begin().apply("a " + token + " b")).isEqualTo("a [redacted:keys] b");
            assertThat(BUILT_IN.begin().apply("a eyJ" + LONG + ".eyJ" + LONG)).isEqualTo("a [redacted:keys]");
        }

        @ParameterizedTest
        @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY"})
        void may_be_private_keys_of_many_lines(String kind) {
            String key = "-----BEGIN " + kind + "-----\n" + (LONG + "\n").repeat(30) + "-----END " + kind + "-----";

            assertThat(BUILT_IN.begin().apply("a\n" + key + "\nb")).isEqualTo("a\n[redacted:keys]\nb");
            assertThat(BUILT_IN.begin().apply("a\n" + key.substring(0, 300))).isEqualTo("a\n[redacted:keys]");
            assertThat(BUILT_IN.begin().apply("a\\n" + key.replace("\n", "\\n") + "\\nb"))
                    .isEqualTo("a\\n[redacted:keys]\\nb");
        }

        @ParameterizedTest
        @ValueSource(strings = {"(%s)", "\"%s\"", "key=%s;", "%s\n%s", "%s", "\\n%s", "https://x.test/?k=%%20%s&a=b"})
        void are_known_whatever_stands_around_them(String around) {
            String key = "sk-" + LONG;

            assertThat(BUILT_IN.begin().apply(around.formatted(key, key)))
                    .doesNotContain(LONG)
                    .contains("[redacted:keys]");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a task-oriented-assistant-design",
                    "risk-averse, disk-usage-report",
                    "sk-SK and cs-CZ",
                    "the bearer of good news, bearer certificates",
                    "-----BEGIN CERTIFICATE-----",
                    "-----BEGIN PUBLIC KEY-----",
                    "eyJ is how they begin",
                    "AKIA is a beginning",
                    "the variable OPENAI_API_KEY",
                })
        void are_not_what_only_sounds_like_them(String text) {
            assertThat(BUILT_IN.begin().apply(text)).isEqualTo(text);
        }
    }

    @Nested
    class emails {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "write to ada@example.org. | write to [redacted:emails].",
                    "<ada.b+c_d%e-f@mail.example.co.uk> | <[redacted:emails]>",
                    "'ada@example.org','bob@example.org' | '[redacted:emails]','[redacted:emails]'",
                    "müller@bücher.example | [redacted:emails]",
                    "mailto:ada@example.org?subject=hi | mailto:[redacted:emails]?subject=hi",
                })
        void are_known(String text, String redacted) {
            assertThat(BUILT_IN.begin().apply(text)).isEqualTo(redacted);
        }

        @ParameterizedTest
        @ValueSource(strings = {"@example.org", "ada@", "ada@localhost", "a @ b.c", "@Override", "pip install a@1"})
        void are_not_what_has_no_name_or_no_domain(String text) {
            assertThat(BUILT_IN.begin().apply(text)).isEqualTo(text);
        }
    }

    @Nested
    class cards {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "4111111111111111",
                    "4111 1111 1111 1111",
                    "4111-1111-1111-1111",
                    "5555555555554444",
                    "2223003122003222",
                    "3782 822463 10005",
                    "3056 9309 0259 04",
                    "4222222222222",
                    "6304 0000 0000 0000 000",
                })
        void have_a_right_check_digit_in_groups_or_not(String number) {
            assertThat(BUILT_IN.begin().apply("card " + number + ".")).isEqualTo("card [redacted:cards].");
            assertThat(BUILT_IN.begin().apply(number + "\n" + number)).isEqualTo("[redacted:cards]\n[redacted:cards]");
            assertThat(BUILT_IN.begin().apply("no" + number + "x")).isEqualTo("no[redacted:cards]x");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "4111111111111112",
                    "4111 1111 1111 1112",
                    "order 1700000000000",
                    "411111111111",
                    "41111111111111111111111111",
                    "0.4111111111111111",
                    "4111  1111  1111  1111",
                    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
                    "41 11 11 11 11 11 11 11",
                    "550e8400-e29b-41d4-a716-446655440000",
                    "9780306406157",
                })
        void are_not_other_long_numbers(String text) {
            assertThat(BUILT_IN.begin().apply(text)).isEqualTo(text);
        }

        @Test
        void are_found_among_other_groups_of_digits() {
            assertThat(BUILT_IN.begin().apply("12 4111 1111 1111 1111 08 2031"))
                    .isEqualTo("12 [redacted:cards] 08 2031");
            assertThat(BUILT_IN.begin().apply("4111 1111 1111 1111 5555-5555-5555-4444"))
                    .isEqualTo("[redacted:cards] [redacted:cards]");
        }
    }

    @Nested
    class configured_rules {

        @Test
        void join_those_built_in() {
            Redaction redaction = new Redaction(Map.of("tickets", "TCK-\\d++"));

            assertThat(redaction.begin().apply("TCK-12 of ada@example.org"))
                    .isEqualTo("[redacted:tickets] of [redacted:emails]");
        }

        @Test
        void take_the_place_of_one_of_the_same_name() {
            Redaction redaction = new Redaction(Map.of("emails", "@example\\.org"));

            assertThat(redaction.begin().apply("ada@example.org, bob@x.test"))
                    .isEqualTo("ada[redacted:emails], bob@x.test");
        }

        @ParameterizedTest
        @ValueSource(strings = {"off", "false"})
        void switch_one_off(String off) {
            Redaction redaction = new Redaction(Map.of("emails", off));

            assertThat(redaction.begin().apply("ada@example.org 4111111111111111"))
                    .isEqualTo("ada@example.org [redacted:cards]");
        }

        @Test
        void put_their_names_as_they_are() {
            assertThat(new Redaction(Map.of("$1\\", "(x)")).begin().apply("axb"))
                    .isEqualTo("a[redacted:$1\\]b");
        }

        @ParameterizedTest
        @ValueSource(strings = {"(a|aa)+$", "(a|b|ab)*c", "(.*)*!", "(?:a++b?|a)+$"})
        void that_try_too_much_tell_nothing_of_that_text(String expression) {
            Redaction redaction = new Redaction(Map.of("slow", "x" + expression));

            assertThat(redaction.begin().apply("x" + "a".repeat(20_000) + "\n?"))
                    .isEqualTo("[redacted:slow]");
            assertThat(redaction.begin().apply("short")).isEqualTo("short");
        }

        /** Some fifty steps for each character: of a short text that is nothing, of a long one it would hold an event loop. */
        @Test
        void that_try_much_are_borne_with_in_short_texts_alone() {
            Redaction redaction = new Redaction(Map.of("slow", "[a-z]{1,25}!"));

            assertThat(redaction.begin().apply("a".repeat(20_000))).isEqualTo("a".repeat(20_000));
            assertThat(redaction.begin().apply("a".repeat(200_000))).isEqualTo("[redacted:slow]");
        }

        /** Some thirty thousand steps for each text: of sixty they are borne with, but not of a thousand in one answer. */
        @Test
        void share_what_they_may_try_on_all_texts_of_an_answer() {
            Redaction redaction = new Redaction(Map.of("slow", "[a-z]+!"));
            UnaryOperator<String> answer = redaction.begin();
            String word = "a".repeat(255);

            List<String> told =
                    Stream.generate(() -> answer.apply(word)).limit(1_000).toList();

            assertThat(told.subList(0, 30)).containsOnly(word);
            assertThat(told.subList(90, 1_000)).containsOnly("[redacted:slow]");
            assertThat(answer.apply("!")).isEqualTo("!");
            assertThat(redaction.begin().apply(word)).isEqualTo(word);
        }

        @Test
        void that_try_little_are_searched_for_in_the_longest_text() {
            Redaction redaction = new Redaction(Map.of("tickets", "TCK-\\d+"));
            String longest = "a".repeat(1024 * 1024);

            assertThat(redaction.begin().apply(longest + "TCK-12")).isEqualTo(longest + "[redacted:tickets]");
        }

        @ParameterizedTest
        @CsvSource({
            "tickets, TCK-(, redact.tickets: 'TCK-(' is not a regular expression: ",
            "keys, [a, redact.keys: '[a' is not a regular expression: ",
            "a.b, *, redact.a.b: '*' is not a regular expression: ",
            "tickets, x*, redact.tickets: 'x*' matches where there is nothing",
            "tickets, (?=x)|$, redact.tickets: '(?=x)|$' matches where there is nothing",
            "email, off, redact.email: there is no built-in rule of this name to switch off",
            "email, false, redact.email: there is no built-in rule of this name to switch off",
        })
        void that_are_wrong_refuse_the_start_by_the_name_of_their_key(String name, String expression, String message) {
            assertThatThrownBy(() -> new Redaction(Map.of(name, expression)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(message);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "-",
                "@",
                "a@",
                "a.",
                "a@b.",
                "1",
                "4 ",
                "411 ",
                "4111-",
                "eyJ",
                "eyJaaaaaaaa.",
                "sk-",
                "s",
                "bearer ",
                "Bearer a",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY",
                "-----BEGIN A PRIVATE ",
                "aws_secret_access_key",
                "\\n",
                "%20",
                "é",
                "\ud83d",
            })
    void built_in_rules_end_on_any_long_text(String repeated) {
        assertThat(BUILT_IN.begin().apply(repeated.repeat(300_000 / repeated.length())))
                .isNotNull();
        assertThat(BUILT_IN.begin().apply("sk-" + repeated.repeat(100_000))).isNotNull();
    }
}
