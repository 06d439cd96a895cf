package dev.lintel.callers.limits;

/** Whether a call may be made, and if not, what is used up. The order is that in which Redis tells them. */
public enum Verdict {
    GRANTED,
    /** The requests of this minute. */
    REQUESTS,
    /** The tokens of this minute. */
    TOKENS,
    /** The budget of this day. */
    BUDGET,
    /** Nobody can say, and then nobody may. */
    UNAVAILABLE
}
