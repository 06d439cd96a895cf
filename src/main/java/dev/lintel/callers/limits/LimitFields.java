package dev.lintel.callers.limits;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** The header fields that tell a caller what it has left, as OpenAI names and writes them. */
public final class LimitFields {

    private static final CharSequence LIMIT_REQUESTS = HttpHeaders.createOptimized("x-ratelimit-limit-requests");
    private static final CharSequence REMAINING_REQUESTS =
            HttpHeaders.createOptimized("x-ratelimit-remaining-requests");
    private static final CharSequence RESET_REQUESTS = HttpHeaders.createOptimized("x-ratelimit-reset-requests");
    private static final CharSequence LIMIT_TOKENS = HttpHeaders.createOptimized("x-ratelimit-limit-tokens");
    private static final CharSequence REMAINING_TOKENS = HttpHeaders.createOptimized("x-ratelimit-remaining-tokens");
    private static final CharSequence RESET_TOKENS = HttpHeaders.createOptimized("x-ratelimit-reset-tokens");
    private static final CharSequence SHOULD_RETRY = HttpHeaders.createOptimized("x-should-retry");

    private LimitFields() {}

    /** Puts them in, in the place of a provider's: its limits are not those that hold for this caller. */
    public static void describe(Reservation reservation, MultiMap headers) {
        switch (reservation.verdict()) {
            case GRANTED -> describeMinute(reservation, headers);
            case REQUESTS, TOKENS -> {
                describeMinute(reservation, headers);
                describeWait(reservation, headers);
            }
            case BUDGET -> describeWait(reservation, headers);
            case UNAVAILABLE -> {
                // Nothing is known.
            }
        }
        // Official clients try a 429 again at once, unless they are told that it is of no use.
        if (reservation.verdict() == Verdict.BUDGET || !reservation.mayComeThrough()) {
            headers.set(SHOULD_RETRY, "false");
        }
    }

    private static void describeMinute(Reservation reservation, MultiMap headers) {
        Limits limits = reservation.limits();
        String reset = duration(reservation.resetMillis());
        if (limits.requestsPerMinute() > 0) {
            headers.set(LIMIT_REQUESTS, String.valueOf(limits.requestsPerMinute()));
            headers.set(
                    REMAINING_REQUESTS,
                    left(limits.requestsPerMinute(), reservation.usage().requests()));
            headers.set(RESET_REQUESTS, reset);
        }
        if (limits.tokensPerMinute() > 0) {
            headers.set(LIMIT_TOKENS, String.valueOf(limits.tokensPerMinute()));
            headers.set(
                    REMAINING_TOKENS,
                    left(limits.tokensPerMinute(), reservation.usage().tokens()));
            headers.set(RESET_TOKENS, reset);
        }
    }

    // RFC 9110, section 10.2.3: whole seconds.
    private static void describeWait(Reservation reservation, MultiMap headers) {
        headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, (reservation.resetMillis() + 999) / 1000)));
    }

    private static String left(long limit, long used) {
        return String.valueOf(Math.max(0, limit - used));
    }

    /** A length of time of up to a minute: {@code 1m0s}, {@code 12.500s}, {@code 340ms}. */
    static String duration(long millis) {
        if (millis >= Account.MINUTE_MILLIS) {
            return "1m0s";
        }
        if (millis < 1000) {
            return Math.max(0, millis) + "ms";
        }
        return millis / 1000 + "." + String.valueOf(1000 + millis % 1000).substring(1) + "s";
    }
}
