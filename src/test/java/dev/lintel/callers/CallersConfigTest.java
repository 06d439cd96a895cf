package dev.lintel.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.callers.limits.LocalLimiter;
import dev.lintel.callers.redis.SharedLimiter;
import dev.lintel.callers.redis.SharedLimiter.WhenDown;
import dev.lintel.testing.YamlSection;
import io.smallrye.config.ConfigValidationException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sections {@code callers} and {@code limits} make, and what they refuse. */
final class CallersConfigTest {

    private static final String HASH = KeyHash.of("key").toHexadecimal();
    private static final String OTHER_HASH = KeyHash.of("other").toHexadecimal();

    @TempDir
    Path directory;

    @Test
    void by_default_whoever_comes_may_call_and_each_process_counts_for_itself() {
        assertThat(YamlSection.read(CallersConfig.class, "{}").byName()).isEmpty();
        LimitsConfig limits = YamlSection.read(LimitsConfig.class, "{}");
        assertThat(limits.redis()).isEmpty();
        assertThat(limits.whenRedisIsDown()).isEqualTo(WhenDown.OPEN);
    }

    @Test
    void takes_every_key() throws IOException {
        Path file = directory.resolve("keys");
        Files.writeString(file, "# of November\n" + OTHER_HASH + "\n\n");
        Callers callers = wired("""
                callers:
                  team-a:
                    key_sha256: "%s"
                    key_file: "%s"
                    models: ["gpt-*", fast]
                    requests_per_minute: 600
                    tokens_per_minute: 200000
                    budget_per_day: 20.50
                """.formatted(HASH.toUpperCase(java.util.Locale.ROOT), file), true);

        for (String key : new String[] {"key", "other"}) {
            Caller caller =
                    callers.admit(HttpHeaders.headers().add("api-key", key)).caller();
            assertThat(caller.name()).isEqualTo("team-a");
            assertThat(caller.models()).hasSize(2);
            assertThat(caller.limits().requestsPerMinute()).isEqualTo(600);
            assertThat(caller.limits().tokensPerMinute()).isEqualTo(200_000);
            assertThat(caller.limits().budgetPerDay()).isEqualTo(20.5);
        }
    }

    @Test
    void a_caller_may_have_several_keys_while_they_change() {
        Callers callers = wired("callers: {a: {key_sha256: ['" + HASH + "', '" + OTHER_HASH + "']}}", false);

        assertThat(callers.admit(HttpHeaders.headers().add("api-key", "key"))).isNotNull();
        assertThat(callers.admit(HttpHeaders.headers().add("api-key", "other"))).isNotNull();
    }

    @Test
    void limits_may_be_counted_by_redis() {
        LimitsConfig limits =
                YamlSection.read(LimitsConfig.class, "limits: {redis: 'redis://r:6379', when_redis_is_down: closed}");
        assertThat(limits.redis()).contains("redis://r:6379");
        assertThat(limits.whenRedisIsDown()).isEqualTo(WhenDown.CLOSED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{requests_per_minute: 5} | callers.a: it has no key, neither key_sha256 nor a line in key_file; `lintel caller-key a` prints one",
                "{key_sha256: ''} | callers.a: it has no key, neither key_sha256 nor a line in key_file; `lintel caller-key a` prints one",
                "{key_sha256: sk-12345} | callers.a.key_sha256: a value of 8 characters is no SHA-256, which has 64"
                        + " hexadecimal digits; `lintel caller-key NAME` prints a key with its own",
                "{key_sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855}"
                        + " | callers.a.key_sha256: it is the hash of no key at all, such as that of an unset variable",
                "{key_file: /nowhere/keys} | callers.a.key_file: '/nowhere/keys' cannot be read (NoSuchFileException)",
                "{key_sha256: HASH, requests_per_minute: 0} | callers.a.requests_per_minute: 1 or more; without a bound leave it out",
                "{key_sha256: HASH, tokens_per_minute: -5} | callers.a.tokens_per_minute: 1 or more; without a bound leave it out",
                "{key_sha256: HASH, budget_per_day: 0} | callers.a.budget_per_day: more than 0; without a budget leave it out",
                "{key_sha256: HASH, budget_per_day: NaN} | callers.a.budget_per_day: more than 0; without a budget leave it out",
                "{key_sha256: HASH, budget_per_day: 5} | callers.a.budget_per_day: what calls cost is not known without a"
                        + " price file: set prices.file, too",
                "{key_sha256: HASH, models: ['  ']} | callers.a.models: an empty pattern matches nothing; leave models out for every model"
            })
    void refuses_by_the_name_of_the_key(String section, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wired("callers: {a: " + section.replace("HASH", HASH) + "}", false))
                .withMessageContaining(message)
                .withMessageNotContaining("sk-12345");
    }

    @Test
    void refuses_a_key_file_without_a_key() throws IOException {
        Path file = Files.writeString(directory.resolve("keys"), "# none yet\n");
        assertThatThrownBy(() -> wired("callers: {a: {key_file: '" + file + "'}}", false))
                .hasMessageContaining("callers.a: it has no key");
    }

    @Test
    void refuses_a_name_that_cannot_be_one() {
        assertThatThrownBy(() -> wired("callers: {'team a': {key_sha256: '" + HASH + "'}}", false))
                .hasMessageContaining("callers: 'team a' is no name for a caller");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r:6379",
                "http://u:s3cret@r",
                "redis:r",
                "redis://",
                "redis://u:s3 cret@r",
                "redis://u:s3cret@a_b:x"
            })
    void refuses_what_is_no_url_of_a_redis_and_does_not_show_it(String url) {
        Vertx vertx = Vertx.vertx();
        try {
            LimitsConfig limits = YamlSection.read(LimitsConfig.class, "limits: {redis: '" + url + "'}");
            assertThatExceptionOfType(ConfigValidationException.class)
                    .isThrownBy(() -> new CallersWiring().limiter(limits, vertx))
                    .withMessageContaining("limits.redis: it is not a URL such as redis://host:6379")
                    .withMessageNotContaining("cret");
        } finally {
            vertx.close();
        }
    }

    @Test
    void takes_a_redis_with_an_underscore_in_its_name_but_not_over_tls() {
        Vertx vertx = Vertx.vertx();
        try {
            LimitsConfig limits = YamlSection.read(LimitsConfig.class, "limits: {redis: 'redis://my_redis:6379'}");
            assertThat(new CallersWiring().limiter(limits, vertx)).isInstanceOf(SharedLimiter.class);
            LimitsConfig overTls = YamlSection.read(LimitsConfig.class, "limits: {redis: 'rediss://my_redis:6379'}");
            assertThatExceptionOfType(ConfigValidationException.class)
                    .isThrownBy(() -> new CallersWiring().limiter(overTls, vertx))
                    .withMessageContaining("limits.redis: over TLS its name may have no underscore");
        } finally {
            vertx.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"callers: {a: {key: x}}", "limits: {reddis: x}"})
    void refuses_an_unknown_key_by_its_name(String yaml) {
        Class<?> section = yaml.startsWith("callers") ? CallersConfig.class : LimitsConfig.class;
        assertThatThrownBy(() -> YamlSection.read(section, yaml))
                .hasMessageContaining("in application.yaml does not map to any root");
    }

    private static Callers wired(String yaml, boolean priced) {
        return ConfiguredCallers.of(
                YamlSection.read(CallersConfig.class, yaml), new LocalLimiter(InstantSource.system()), priced);
    }
}
