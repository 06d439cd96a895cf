package dev.lintel.gateway.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.upstream.failure.Obstacle;
import dev.lintel.upstream.failure.UpstreamException;
import io.vertx.core.MultiMap;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RetryAdviceTest {

    @ParameterizedTest
    @CsvSource({
        "200, false", "201, false", "304, false", "400, false", "401, false", "403, false", "404, false", "407, false",
        "408, true", "409, true", "410, false", "422, false", "428, false", "429, true", "430, false", "499, false",
        "500, true", "501, true", "502, true", "503, true", "504, true", "529, true", "599, true"
    })
    void a_status_says_whether_the_fault_may_pass(int status, boolean passes) {
        assertThat(RetryAdvice.ofAnswer(status, fields())).isEqualTo(new RetryAdvice(passes, passes, -1));
    }

    @ParameterizedTest
    @CsvSource({
        "200, true, false, false",
        "400, true, true, true",
        "400, TRUE, true, true",
        "400, maybe, false, false",
        "503, maybe, true, true",
        "400, false, false, false",
        "503, false, false, true",
        "429, False, false, true"
    })
    void the_provider_itself_may_say_so(int status, String told, boolean same, boolean next) {
        assertThat(RetryAdvice.ofAnswer(status, fields("x-should-retry", told)))
                .isEqualTo(new RetryAdvice(same, next, -1));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1000",
        "1.5, 1500",
        " 2 , 2000",
        "120, 120000",
        "-1, -1",
        "soon, -1",
        "'', -1",
        "NaN, -1",
        "Infinity, -1",
        "1e10, -1",
        "'Fri, 31 Dec 1999 23:59:59 GMT', 0",
        "'Fri, 31 Dec', -1"
    })
    void the_wait_is_read_in_seconds_or_as_a_date(String told, long millis) {
        assertThat(RetryAdvice.ofAnswer(429, fields("retry-after", told)).waitMillis())
                .isEqualTo(millis);
    }

    @Test
    void a_date_to_come_is_waited_for() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusHours(1));

        assertThat(RetryAdvice.ofAnswer(429, fields("retry-after", date)).waitMillis())
                .isBetween(3_500_000L, 3_600_000L);
    }

    @ParameterizedTest
    @CsvSource({"250, 250", "0.4, 0", "1500.6, 1501", "-1, 7000", "x, 7000"})
    void the_wait_in_milliseconds_comes_first(String told, long millis) {
        assertThat(RetryAdvice.ofAnswer(429, fields("retry-after-ms", told, "retry-after", "7"))
                        .waitMillis())
                .isEqualTo(millis);
    }

    @ParameterizedTest
    @EnumSource(Obstacle.class)
    void what_broke_says_whether_it_may_go_better(Obstacle obstacle) {
        RetryAdvice advice = RetryAdvice.ofFailure(new UpstreamException(obstacle, "x"));

        String expected = switch (obstacle) {
            case UNKNOWN_HOST,
                    CONNECTION_REFUSED,
                    TLS_FAILED,
                    HTTP2_NOT_SPOKEN,
                    CONNECT_FAILED,
                    CONNECT_TIMEOUT,
                    BROKEN -> "same next";
            case BUSY, FIRST_BYTE_TIMEOUT, INVALID_RESPONSE -> "next";
            case LEFT_ALONE, IDLE_TIMEOUT, TOTAL_TIMEOUT, REFUSED, INCOMPLETE, SHUTDOWN, BROKEN_UPLOAD -> "";
        };
        assertThat(((advice.same() ? "same " : "") + (advice.next() ? "next" : "")).strip())
                .isEqualTo(expected);
        assertThat(advice.waitMillis()).isNegative();
    }

    private static MultiMap fields(String... namesAndValues) {
        MultiMap fields = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}
