package dev.lintel.process.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretsTest {

    @ParameterizedTest
    @CsvSource({
        "https://a.example/v1, https://a.example/v1",
        "https://user:word@a.example/v1, https://***:***@a.example/v1",
        "https://token@a.example/v1, https://***@a.example/v1",
        "redis://:w/o@rd@a.example:6379, redis://:***@a.example:6379",
        "user:word@a.example:3128, ***:***@a.example:3128",
        "a.example:3128, a.example:3128",
        "https://a.example/?key=word&b=#c, https://a.example/?key=***&b=***#c",
        "https://a.example/$1@, https://***@"
    })
    void of_a_url_credentials_are_not_shown(String url, String shown) {
        assertThat(Secrets.maskedUrl(url)).isEqualTo(shown);
    }

    @Test
    void of_headers_and_parameters_only_those_are_shown_that_are_known_to_be_open() {
        assertThat(Secrets.masked("providers.a.headers.OpenAI-Organization", "x"))
                .isEqualTo("x");
        assertThat(Secrets.masked("providers.a.headers.x-api-version", "x")).isEqualTo("***");
        assertThat(Secrets.masked("providers.a.b.query.api-version", "x")).isEqualTo("x");
        assertThat(Secrets.masked("providers.a.query.key", "x")).isEqualTo("***");
        assertThat(Secrets.masked("providers.headers.models", "x")).isEqualTo("x");
    }

    @Test
    void what_is_no_url_stays_as_it_is() {
        assertThat(Secrets.masked("tracing.redact.mine", "\\S+@a\\?b=c")).isEqualTo("\\S+@a\\?b=c");
        assertThat(Secrets.masked("callers.a.key_sha256", "ab")).isEqualTo("ab");
    }
}
