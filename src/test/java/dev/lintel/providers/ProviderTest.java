package dev.lintel.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.providers.Provider.Credentials;
import dev.lintel.providers.availability.BreakerRule;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProviderTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Nested
    class a_time_out {

        @Test
        void may_be_a_millisecond() {
            Duration least = Duration.ofMillis(1);

            assertThat(new Timeouts(least, least, least, least).total()).isEqualTo(least);
        }

        @Test
        void of_a_whole_call_may_be_none() {
            assertThat(new Timeouts(SECOND, SECOND, SECOND, Duration.ZERO).total())
                    .isEqualTo(Duration.ZERO);
        }

        @ParameterizedTest
        @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S"})
        void of_nothing_or_less_is_refused_by_the_name_of_its_key(String text) {
            Duration none = Duration.parse(text);
            String rest = ": " + none + " is not allowed: a time-out is 1 ms or more";

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Timeouts(none, SECOND, SECOND, SECOND))
                    .withMessage("connect_timeout" + rest);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Timeouts(SECOND, none, SECOND, SECOND))
                    .withMessage("first_byte_timeout" + rest);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Timeouts(SECOND, SECOND, none, SECOND))
                    .withMessage("idle_timeout" + rest);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PT-1S, total_timeout: PT-1S is not allowed: a time-out is 1 ms or more",
        "PT0.0009S, total_timeout: PT0.0009S is not allowed: a time-out is 1 ms or more",
    })
    void a_time_out_of_a_whole_call_that_is_less_than_nothing_or_next_to_it_is_refused(Duration total, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Timeouts(SECOND, SECOND, SECOND, total))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0 | PT1S | PT2S | retry.attempts: 0 is not allowed: they are 1 to 10 in all
                    11 | PT1S | PT2S | retry.attempts: 11 is not allowed: they are 1 to 10 in all
                    1 | PT-1S | PT2S | retry.backoff: PT-1S is not allowed: it is 0 or more
                    1 | PT2S | PT1S | retry.max_backoff: PT1S is not allowed: it is no less than retry.backoff, PT2S
                    """)
    void a_retry_that_cannot_be_meant_is_refused(int attempts, Duration backoff, Duration most, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Retry(attempts, backoff, most))
                .withMessage(message);
    }

    @Test
    void the_bound_of_the_wait_doubles_up_to_its_own() {
        Retry retry = new Retry(10, Duration.ofMillis(250), Duration.ofSeconds(8));

        assertThat(IntStream.rangeClosed(1, 9).mapToObj(made -> (int) retry.boundMillis(made)))
                .containsExactly(250, 500, 1000, 2000, 4000, 8000, 8000, 8000, 8000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -1 | PT30S | PT1S | breaker.failures: -1 is not allowed: they are 0 (no breaker) to 1000
                    1001 | PT30S | PT1S | breaker.failures: 1001 is not allowed: they are 0 (no breaker) to 1000
                    5 | PT0.9S | PT1S | breaker.within: PT0.9S is not allowed: it is one second to one hour
                    5 | PT61M | PT1S | breaker.within: PT1H1M is not allowed: it is one second to one hour
                    5 | PT30S | PT0S | breaker.open_for: PT0S is not allowed: it is 1 ms to one hour
                    5 | PT30S | PT61M | breaker.open_for: PT1H1M is not allowed: it is 1 ms to one hour
                    """)
    void a_breaker_that_cannot_be_meant_is_refused(int failures, Duration within, Duration openFor, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BreakerRule(failures, within, openFor))
                .withMessage(message);
    }

    @Nested
    class a_name {

        @ParameterizedTest
        @ValueSource(strings = {"openai", "azure-eu.west", "A_1"})
        void may_have_dots_and_dashes(String name) {
            assertThat(named(name).name()).isEqualTo(name);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "a/b", "/"})
        void that_is_blank_or_holds_a_slash_is_refused(String name) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> named(name))
                    .withMessage("'" + name + "' is no name for a provider: it may not be empty nor hold '/'");
        }
    }

    @Nested
    class credentials {

        @Test
        void of_both_kinds_are_refused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Credentials("sk-1", true))
                    .withMessage("access_key and forward_authorization: true exclude each other");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"s3cret\n", "s3c ret", "s3cret\r\nx-more: 1", "s3cret\u00e9", "s3cret\u0000", "\ts3cret"})
        void that_no_header_can_carry_are_refused_and_not_shown(String key) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Credentials(key, false))
                    .withMessage("access_key: it holds a character that no header can carry"
                            + " (a space or a line break, perhaps)");
        }

        @Test
        void never_show_the_key() {
            Credentials credentials = new Credentials("s3cret", false);
            Provider provider = Provider.of("a", URI.create("https://api.example"), credentials, List.of(), false);

            assertThat(credentials.toString()).isEqualTo("access_key");
            assertThat(provider.toString()).doesNotContain("s3cret");
        }
    }

    private static Provider named(String name) {
        return Provider.of(name, URI.create("https://api.example"), Credentials.NONE, List.of(), false);
    }
}
