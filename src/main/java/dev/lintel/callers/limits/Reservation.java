package dev.lintel.callers.limits;

import dev.lintel.http.ApiError;
import dev.lintel.http.RefusedException;

/**
 * What came of reserving a call.
 *
 * @param limits of the caller
 * @param by who has it in the books
 * @param verdict whether it is granted
 * @param window names the minute that it is counted in; one minute's name is not that of another
 * @param tokens that were asked for
 * @param usage of that minute, this call included where it is granted
 * @param resetMillis how long until what is used up is there again
 */
public record Reservation(
        Limits limits, Limiter by, Verdict verdict, long window, long tokens, Usage usage, long resetMillis) {

    /**
     * What has been counted in a minute.
     *
     * @param requests calls
     * @param tokens tokens that are reserved or were used
     */
    public record Usage(long requests, long tokens) {

        /** Nothing. */
        public static final Usage NONE = new Usage(0, 0);
    }

    /** Whether the call may be made. */
    public boolean isGranted() {
        return verdict == Verdict.GRANTED;
    }

    /**
     * Asks for nothing but that it is granted.
     *
     * @throws RefusedException with the answer of a call that may not be made
     */
    public void requireGranted() {
        switch (verdict) {
            case GRANTED -> {
                // That is all.
            }
            case REQUESTS ->
                throw exceeded("requests", "it may make " + limits.requestsPerMinute() + " requests a minute");
            case TOKENS -> throw exceeded("tokens", tooManyTokens());
            case BUDGET ->
                throw new RefusedException(new ApiError(
                        429,
                        "The budget of caller '" + limits.caller() + "' for this day (UTC) is spent.",
                        "insufficient_quota",
                        null,
                        "insufficient_quota"));
            case UNAVAILABLE ->
                throw new RefusedException(ApiError.upstream(
                        503,
                        "limits_unavailable",
                        "What this caller has used is not known: its limits are out of reach."));
        }
    }

    /** Whether another attempt could come through, once time has passed. */
    boolean mayComeThrough() {
        return verdict != Verdict.TOKENS || tokens <= limits.tokensPerMinute();
    }

    private String tooManyTokens() {
        String most = "it may use " + limits.tokensPerMinute() + " tokens a minute";
        return mayComeThrough()
                ? most + ", and this call may need " + tokens
                : most + ", and this call alone may need " + tokens + ": make the prompt or its max_tokens smaller";
    }

    private RefusedException exceeded(String type, String why) {
        return new RefusedException(new ApiError(
                429,
                "Rate limit reached for caller '" + limits.caller() + "': " + why + ".",
                type,
                null,
                "rate_limit_exceeded"));
    }
}
