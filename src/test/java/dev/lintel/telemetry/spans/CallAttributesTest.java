package dev.lintel.telemetry.spans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CallAttributesTest {

    private static final int MAX_COPIED = 32;
    private static final int MAX_LENGTH = 256;
    private static final List<String> SESSION_HEADERS =
            List.of("x-session-id", "x-claude-code-session-id", "session-id", "conversation-id");
    private static final CallAttributes NOTHING_CONFIGURED = attributes(List.of(), Map.of());

    @Nested
    class headers_with_a_configured_prefix {

        @Test
        void are_copied_without_it_and_with_dots_for_dashes() {
            assertThat(copied("x-acme-", "x-acme-team-name", "search", "X-ACME-Tier", "Gold-1"))
                    .isEqualTo(Map.of("team.name", "search", "tier", "Gold-1"));
        }

        @Test
        void are_known_in_any_case_and_with_space_around_the_prefix() {
            assertThat(copied(" X-Acme- ", "x-aCmE-team", "search")).isEqualTo(Map.of("team", "search"));
        }

        @Test
        void lose_the_first_prefix_that_they_begin_with() {
            assertThat(copied(List.of("x-acme-", "x-"), "x-acme-team", "search", "x-other", "1"))
                    .isEqualTo(Map.of("team", "search", "other", "1"));
        }

        @Test
        void need_more_of_a_name_than_the_prefix() {
            assertThat(copied("x-acme-", "x-acme-", "1", "x-acme", "2")).isEmpty();
        }

        @Test
        void are_only_those_that_begin_with_it() {
            assertThat(copied("x-acme-", "acme-team", "1", "not-x-acme-team", "2", "x-session-id-of", "3"))
                    .isEmpty();
        }

        @Test
        void are_none_where_there_is_no_prefix() {
            assertThat(copied(List.of(), "x-acme-team", "search")).isEmpty();
            assertThat(copied("x-other-", "x-acme-team", "search")).isEmpty();
        }

        @Test
        void are_bounded_in_number() {
            MultiMap headers = headers();
            for (int i = 0; i < 10 * MAX_COPIED; i++) {
                headers.add("x-acme-" + i, String.valueOf(i));
            }

            assertThat(onSpans(attributes(List.of("x-acme-"), Map.of("team", "a")), headers.add("x-session-id", "s")))
                    .hasSize(MAX_COPIED + 2)
                    .containsEntry("team", "a")
                    .containsEntry("gen_ai.conversation.id", "s");
        }

        @Test
        void are_bounded_in_length() {
            assertThat(copied("x-acme-", "x-acme-" + "n".repeat(10_000), "v".repeat(10_000)))
                    .isEqualTo(Map.of("n".repeat(MAX_LENGTH), "v".repeat(MAX_LENGTH)));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "authorization",
                    "Proxy-Authorization",
                    "cookie",
                    "Set-Cookie",
                    "api-key",
                    "X-API-Key",
                    "x-goog-api-key",
                    "x-acme-key",
                    "x-acme-Token",
                    "x-amz-security-token",
                    "x-auth-token",
                    "x-authorization-code",
                    "x-client-secret",
                    "x-password",
                    "x-apikey",
                })
        void are_never_copied_when_they_carry_secrets(String name) {
            assertThat(copied(List.of("x-", "a", "c", "p", "s"), name, "s3cret"))
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"x-acme_key", "x_api_key", "x-acme.token", "x_auth_token"})
        void are_never_copied_when_they_carry_secrets_however_their_words_are_parted(String name) {
            assertThat(copied("x", name, "s3cret")).isEmpty();
        }
    }

    @Nested
    class members_of_baggage {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                        user.id=u-1 | u-1
                        a=b,user.id=u-1;secret=1,c=d | u-1
                        ' user.id = u-1 ; p' | u-1
                        user.id=J%C3%BCrgen%20%2B+1 | Jürgen ++1
                        user.id=100% | 100%
                        user.id=1,user.id=2 | 1
                        user.id=a%0Ab | a\uFFFDb
                        """)
        void are_copied_as_they_are_meant(String baggage, String expected) {
            assertThat(onSpans(NOTHING_CONFIGURED, headers("baggage", baggage)))
                    .isEqualTo(Map.of("user.id", expected.replace("\\uFFFD", "\uFFFD")));
        }

        @Test
        void are_read_in_all_headers_of_that_name() {
            assertThat(onSpans(NOTHING_CONFIGURED, headers("baggage", "tenant=t", "baggage", "user.id=u")))
                    .isEqualTo(Map.of("tenant", "t", "user.id", "u"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ",", "user.id", "User.Id=1", "user.id.of=1", "xuser.id=1", "=1"})
        void are_none_where_there_are_none(String baggage) {
            assertThat(onSpans(NOTHING_CONFIGURED, headers("baggage", baggage))).isEmpty();
        }

        @Test
        void are_bounded_in_length() {
            assertThat(onSpans(NOTHING_CONFIGURED, headers("baggage", "user.id=" + "u".repeat(8000))))
                    .isEqualTo(Map.of("user.id", "u".repeat(MAX_LENGTH)));
            assertThat(onSpans(NOTHING_CONFIGURED, headers("baggage", "user.id=" + "u".repeat(9000))))
                    .isEmpty();
        }

        @Test
        void give_way_to_what_is_fixed() {
            assertThat(onSpans(attributes(List.of(), Map.of("tenant", "ours")), headers("baggage", "tenant=theirs")))
                    .isEqualTo(Map.of("tenant", "ours"));
        }
    }

    @Nested
    class fixed_attributes {

        @Test
        void are_on_every_call() {
            Map<String, String> fixed = Map.of("deployment.environment.name", "prod", "team", "the one");

            assertThat(onSpans(attributes(List.of(), fixed), headers())).isEqualTo(fixed);
            assertThat(onSpans(attributes(List.of(), fixed), headers("x-session-id", "s")))
                    .hasSize(3);
        }

        @Test
        void do_not_give_way_to_a_header_of_the_same_name() {
            assertThat(onSpans(
                            attributes(List.of("x-"), Map.of("team", "ours")),
                            headers("x-team", "theirs", "x-tier", "gold")))
                    .isEqualTo(Map.of("team", "ours", "tier", "gold"));
        }

        @Test
        void are_bounded_in_length() {
            assertThat(onSpans(attributes(List.of(), Map.of("team", "v".repeat(1000))), headers()))
                    .isEqualTo(Map.of("team", "v".repeat(MAX_LENGTH)));
        }
    }

    @Nested
    class the_session {

        @Test
        void becomes_the_conversation() {
            assertThat(onSpans(NOTHING_CONFIGURED, headers("X-Session-Id", "abc-1")))
                    .isEqualTo(Map.of("gen_ai.conversation.id", "abc-1"));
        }

        @Test
        void has_the_header_that_is_configured() {
            assertThat(onSpans(
                            new CallAttributes(List.of(), List.of(), Map.of(), List.of("X-Conversation")),
                            headers("x-conversation", "1", "x-session-id", "2")))
                    .isEqualTo(Map.of("gen_ai.conversation.id", "1"));
        }

        @ParameterizedTest
        @CsvSource({
            "session-id, 3, x-claude-code-session-id, 2, 2",
            "conversation-id, 4, session-id, 3, 3",
            "conversation-id, 4, x-session-id, 1, 1",
            "conversation-id, 4, x-session-id, ' ', 4",
        })
        void is_that_of_the_first_header_that_is_there(
                String one, String ofOne, String other, String ofOther, String expected) {
            assertThat(onSpans(NOTHING_CONFIGURED, headers(one, ofOne, other, ofOther)))
                    .isEqualTo(Map.of("gen_ai.conversation.id", expected));
        }

        @Test
        void is_on_one_line() {
            assertThat(onSpans(NOTHING_CONFIGURED, headers("x-session-id", "a\u0007b\u0085c")))
                    .isEqualTo(Map.of("gen_ai.conversation.id", "a\uFFFDb\uFFFDc"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\t"})
        void is_none_when_it_is_blank(String value) {
            assertThat(onSpans(NOTHING_CONFIGURED, headers("x-session-id", value)))
                    .isEmpty();
        }

        @Test
        void is_never_invented() {
            assertThat(onSpans(NOTHING_CONFIGURED, headers("x-other", "1"))).isEmpty();
        }

        @Test
        void is_bounded_in_length() {
            assertThat(onSpans(NOTHING_CONFIGURED, headers("x-session-id", "s".repeat(10_000))))
                    .isEqualTo(Map.of("gen_ai.conversation.id", "s".repeat(MAX_LENGTH)));
        }

        @Test
        void is_not_taken_from_a_copied_header() {
            assertThat(onSpans(
                            attributes(List.of("x-"), Map.of()),
                            headers("x-session-id", "mine", "x-gen_ai-conversation-id", "another")))
                    .containsEntry("gen_ai.conversation.id", "mine");
        }
    }

    @Nested
    class the_start_is_refused {

        @ParameterizedTest
        @CsvSource({
            "span_attributes.header_prefixes, authorization",
            "span_attributes.header_prefixes, Cookie",
            "span_attributes.header_prefixes, x-api-key",
            "span_attributes.header_prefixes, X-Api-Key-",
            "span_attributes.header_prefixes, x_auth_token",
            "span_attributes.static.acme.key, acme.key",
            "span_attributes.static.acme_token, acme_token",
            "span_attributes.static.Authorization, Authorization",
            "span_attributes.baggage, api_key",
            "span_attributes.baggage, user.token",
            "session_headers, authorization",
            "session_headers, Cookie",
            "session_headers, x-api-key",
            "session_headers, x-session-token",
        })
        void with_a_name_that_could_carry_a_secret_by_the_name_of_its_key(String key, String name) {
            assertThatThrownBy(() -> start(key, name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(key + ": '")
                    .hasMessageEndingWith(
                            "' could carry a secret; authorization, cookie, *-key and *-token are not allowed");
        }

        private static CallAttributes start(String key, String name) {
            if (key.startsWith("span_attributes.static.")) {
                return attributes(List.of(), Map.of(name, "a"));
            }
            if (key.equals("span_attributes.baggage")) {
                return new CallAttributes(List.of(), List.of("user.id", name), Map.of(), List.of());
            }
            return key.equals("session_headers")
                    ? new CallAttributes(List.of(), List.of(), Map.of(), List.of("x-other", name))
                    : attributes(List.of("x-acme-", name), Map.of());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\t"})
        void with_a_prefix_that_every_header_begins_with(String prefix) {
            for (List<String> prefixes : List.of(List.of(prefix), List.of("x-acme-", prefix))) {
                assertThatThrownBy(() -> attributes(prefixes, Map.of()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("span_attributes.header_prefixes");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-session-id", "x-team", "key-of", "x-monkey", "x-tokens"})
    void a_name_that_only_looks_a_little_like_a_secret_is_allowed(String name) {
        assertThat(new CallAttributes(List.of(), List.of(), Map.of(), List.of("x-other", name))
                        .of(headers(name, "1"))
                        .size())
                .isEqualTo(1);
    }

    private static Map<String, String> copied(String prefix, String... namesAndValues) {
        return copied(List.of(prefix), namesAndValues);
    }

    private static Map<String, String> copied(List<String> prefixes, String... namesAndValues) {
        return onSpans(attributes(prefixes, Map.of()), headers(namesAndValues));
    }

    private static Map<String, String> onSpans(CallAttributes attributes, MultiMap headers) {
        Attributes all = attributes.of(headers);
        MultiMap shown = MultiMap.caseInsensitiveMultiMap();
        headers.forEach(field -> {
            if (attributes.mayShow(field.getKey())) {
                shown.add(field.getKey(), field.getValue());
            }
        });
        // Others are let go before a long answer has ended.
        assertThat(attributes.of(shown)).isEqualTo(all);
        return all.asMap().entrySet().stream()
                .collect(Collectors.toMap(entry -> name(entry.getKey()), entry -> (String) entry.getValue()));
    }

    private static String name(AttributeKey<?> key) {
        return key.getKey();
    }

    private static CallAttributes attributes(List<String> prefixes, Map<String, String> fixed) {
        return new CallAttributes(prefixes, List.of("user.id", "tenant"), fixed, SESSION_HEADERS);
    }

    private static MultiMap headers(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }
}
