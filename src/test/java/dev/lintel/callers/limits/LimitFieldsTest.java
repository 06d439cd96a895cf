package dev.lintel.callers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lintel.callers.limits.Reservation.Usage;
import dev.lintel.http.ApiError;
import dev.lintel.http.RefusedException;
import io.vertx.core.MultiMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller is told of its limits, in header fields and in the error. */
final class LimitFieldsTest {

    private static final Limits BOTH = new Limits("team-a", 100, 5000, 2.5);
    private static final LocalLimiter LIMITER = new LocalLimiter(() -> {
        throw new AssertionError("Nobody asks for the time");
    });

    @Test
    void what_is_left_takes_the_place_of_what_the_provider_says_it_is() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("x-ratelimit-limit-requests", "10000")
                .add("X-RateLimit-Remaining-Tokens", "9")
                .add("x-ratelimit-limit-images", "5");
        LimitFields.describe(reservation(BOTH, Verdict.GRANTED, 10, new Usage(40, 1200), 12_345), headers);

        assertThat(fields(headers))
                .isEqualTo(Map.of(
                        "x-ratelimit-limit-requests", "100",
                        "x-ratelimit-remaining-requests", "60",
                        "x-ratelimit-reset-requests", "12.345s",
                        "x-ratelimit-limit-tokens", "5000",
                        "x-ratelimit-remaining-tokens", "3800",
                        "x-ratelimit-reset-tokens", "12.345s",
                        "x-ratelimit-limit-images", "5"));
    }

    @Test
    void of_what_is_not_limited_nothing_is_said() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("x-ratelimit-limit-tokens", "7");
        LimitFields.describe(
                reservation(new Limits("a", 1, 0, 0), Verdict.GRANTED, 9, new Usage(1, 9), 60_000), headers);

        assertThat(fields(headers))
                .isEqualTo(Map.of(
                        "x-ratelimit-limit-requests", "1",
                        "x-ratelimit-remaining-requests", "0",
                        "x-ratelimit-reset-requests", "1m0s",
                        "x-ratelimit-limit-tokens", "7"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0ms", "1, 1ms", "999, 999ms", "1000, 1.000s", "59999, 59.999s", "60000, 1m0s"})
    void a_length_of_time_is_written_as_openai_does(long millis, String text) {
        assertThat(LimitFields.duration(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "999, 1", "1000, 1", "1001, 2", "60000, 60"})
    void who_is_refused_is_told_when_to_come_again_in_whole_seconds(long millis, String seconds) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        LimitFields.describe(reservation(BOTH, Verdict.REQUESTS, 0, new Usage(100, 0), millis), headers);

        assertThat(headers.get("retry-after")).isEqualTo(seconds);
        assertThat(headers.get("x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(headers.contains("x-should-retry")).isFalse();
    }

    @Test
    void more_tokens_than_a_minute_has_are_not_worth_another_attempt() {
        MultiMap most = MultiMap.caseInsensitiveMultiMap();
        LimitFields.describe(reservation(BOTH, Verdict.TOKENS, 5000, new Usage(1, 1), 1), most);
        MultiMap more = MultiMap.caseInsensitiveMultiMap();
        LimitFields.describe(reservation(BOTH, Verdict.TOKENS, 5001, new Usage(1, 1), 1), more);

        assertThat(most.contains("x-should-retry")).isFalse();
        assertThat(more.get("x-should-retry")).isEqualTo("false");
    }

    @Test
    void a_spent_budget_is_not_worth_another_attempt_today() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        LimitFields.describe(reservation(BOTH, Verdict.BUDGET, 0, Usage.NONE, 7_200_000), headers);

        assertThat(fields(headers)).isEqualTo(Map.of("retry-after", "7200", "x-should-retry", "false"));
    }

    @ParameterizedTest
    @CsvSource({
        "REQUESTS, 429, requests, rate_limit_exceeded",
        "TOKENS, 429, tokens, rate_limit_exceeded",
        "BUDGET, 429, insufficient_quota, insufficient_quota",
        "UNAVAILABLE, 503, upstream_error, limits_unavailable"
    })
    void what_is_not_granted_is_refused(Verdict verdict, int status, String type, String code) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> reservation(BOTH, verdict, 1, Usage.NONE, 1).requireGranted())
                .satisfies(refused -> {
                    ApiError error = refused.error();
                    assertThat(error.status()).isEqualTo(status);
                    assertThat(error.type()).isEqualTo(type);
                    assertThat(error.code()).isEqualTo(code);
                });
    }

    @Test
    void what_is_granted_passes() {
        reservation(BOTH, Verdict.GRANTED, 1, Usage.NONE, 1).requireGranted();
    }

    private static Reservation reservation(Limits limits, Verdict verdict, long tokens, Usage usage, long reset) {
        return new Reservation(limits, LIMITER, verdict, 1, tokens, usage, reset);
    }

    private static Map<String, String> fields(MultiMap headers) {
        Map<String, String> fields = new TreeMap<>();
        headers.forEach(field -> fields.merge(
                field.getKey().toLowerCase(java.util.Locale.ROOT), field.getValue(), (a, b) -> a + " and " + b));
        return fields;
    }
}
