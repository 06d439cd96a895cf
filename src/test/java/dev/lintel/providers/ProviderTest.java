package dev.lintel.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.providers.Provider.Credentials;
import dev.lintel.providers.endpoint.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProviderTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Nested
    class a_time_out {

        @Test
        void may_be_a_millisecond() {
            Duration least = Duration.ofMillis(1);

            assertThat(with(least, least, least).idleTimeout()).isEqualTo(least);
        }

        @ParameterizedTest
        @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S"})
        void of_nothing_or_less_is_refused_by_the_name_of_its_key(String text) {
            Duration none = Duration.parse(text);
            String rest = ": " + none + " is not allowed: a time-out is 1 ms or more";

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with(none, SECOND, SECOND))
                    .withMessage("connect_timeout" + rest);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with(SECOND, none, SECOND))
                    .withMessage("first_byte_timeout" + rest);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with(SECOND, SECOND, none))
                    .withMessage("idle_timeout" + rest);
        }
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

    private static Provider with(Duration connect, Duration firstByte, Duration idle) {
        return new Provider(
                "a",
                "a",
                Endpoint.at(URI.create("https://api.example")),
                Credentials.NONE,
                List.of(),
                false,
                true,
                Propagation.ALL,
                connect,
                firstByte,
                idle);
    }
}
