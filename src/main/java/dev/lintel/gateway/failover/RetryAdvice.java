package dev.lintel.gateway.failover;

import dev.lintel.upstream.failure.UpstreamException;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a failed attempt says of further ones.
 *
 * @param same whether the same target may be asked again
 * @param next whether another one may be
 * @param waitMillis how long the provider wants not to be asked; negative when it has not said so
 */
record RetryAdvice(boolean same, boolean next, long waitMillis) {

    private static final RetryAdvice NEITHER = new RetryAdvice(false, false, -1);
    private static final RetryAdvice BOTH = new RetryAdvice(true, true, -1);
    private static final RetryAdvice NEXT = new RetryAdvice(false, true, -1);

    private static final String SHOULD_RETRY = "x-should-retry";
    private static final String RETRY_AFTER_MILLIS = "retry-after-ms";
    private static final String RETRY_AFTER = "retry-after";
    private static final double LONGEST_SECONDS = 1e9;

    /** Of an answer's head. {@code x-should-retry} is about the one who sends it: another target may be asked all the same. */
    static RetryAdvice ofAnswer(int status, MultiMap headers) {
        if (status < 400) {
            return NEITHER;
        }
        boolean transitory = status == 408 || status == 409 || status == 429 || status >= 500;
        String should = headers.get(SHOULD_RETRY);
        if (!transitory && !"true".equalsIgnoreCase(should)) {
            return NEITHER;
        }
        return "false".equalsIgnoreCase(should) ? NEXT : new RetryAdvice(true, true, waitMillis(headers));
    }

    /** Of an attempt without an answer. One that has taken its time is not made at the same target again. */
    static RetryAdvice ofFailure(UpstreamException failure) {
        return switch (failure.obstacle()) {
            case UNKNOWN_HOST,
                    CONNECTION_REFUSED,
                    TLS_FAILED,
                    HTTP2_NOT_SPOKEN,
                    CONNECT_FAILED,
                    CONNECT_TIMEOUT,
                    BROKEN -> BOTH;
            case FIRST_BYTE_TIMEOUT, INVALID_RESPONSE, BUSY -> NEXT;
            case LEFT_ALONE, IDLE_TIMEOUT, TOTAL_TIMEOUT, REFUSED, INCOMPLETE, SHUTDOWN, BROKEN_UPLOAD -> NEITHER;
        };
    }

    private static long waitMillis(MultiMap headers) {
        double millis = number(headers.get(RETRY_AFTER_MILLIS), 1);
        if (millis >= 0) {
            return Math.round(millis);
        }
        String after = headers.get(RETRY_AFTER);
        double seconds = number(after, 1000);
        return seconds >= 0 ? Math.round(seconds) : untilDate(after);
    }

    private static double number(@Nullable String text, int unit) {
        try {
            double value = text == null ? -1 : Double.parseDouble(text.strip());
            return value >= 0 && value <= LONGEST_SECONDS ? value * unit : -1;
        } catch (NumberFormatException none) {
            return -1;
        }
    }

    // RFC 9110, section 10.2.3.
    private static long untilDate(@Nullable String text) {
        try {
            Instant date = text == null
                    ? null
                    : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME
                            .withLocale(Locale.ROOT)
                            .withZone(ZoneOffset.UTC)
                            .parse(text.strip()));
            return date == null ? -1 : Math.max(0, Instant.now().until(date, ChronoUnit.MILLIS));
        } catch (DateTimeParseException none) {
            return -1;
        }
    }
}
