package dev.lintel.telemetry.call;

import dev.lintel.trace.CallTrace;
import java.util.Locale;

/** Whether a call's spans are exported, and what decided it: the values of {@code lintel.sampling.decision}. */
public enum Decision {
    /** Kept by the percentage. */
    RANDOM(Kind.HEAD),
    /** Kept because its caller's trace is. */
    PARENT(Kind.HEAD),
    /** Kept at its end: it failed, or was answered 429 or 5xx. */
    ERROR(Kind.END),
    /** Kept at its end: a stream without its own. */
    INCOMPLETE(Kind.END),
    /** Kept at its end: it took long. */
    SLOW(Kind.END),
    /** Kept at its end: the first of its answer took long. */
    SLOW_FIRST_CHUNK(Kind.END),
    /** Kept at its end: it was dear. */
    COST(Kind.END),
    /** Not kept. */
    DROPPED(Kind.NONE),
    /** Not kept, for too many of its kind were. */
    OVER_LIMIT(Kind.NONE);

    private enum Kind {
        HEAD,
        END,
        NONE
    }

    private final Kind kind;
    private final String value = name().toLowerCase(Locale.ROOT);

    Decision(Kind kind) {
        this.kind = kind;
    }

    /** What is decided of a call before anything is known of it: what its trace says, which is handed on. */
    static Decision of(CallTrace trace) {
        if (!trace.sampled()) {
            return DROPPED;
        }
        return trace.parent() == null ? RANDOM : PARENT;
    }

    /** The value, also of {@code lintel.sampling.reason} where that is decided at the end. */
    public String value() {
        return value;
    }

    /** Whether the call's spans are exported. */
    public boolean isKept() {
        return kind != Kind.NONE;
    }

    /** Whether the call's own course decides, against what its trace says. */
    public boolean isOfEnd() {
        return kind == Kind.END;
    }
}
