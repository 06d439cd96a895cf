package dev.lintel.trace;

/** What a caller's trace means for Lintel: {@code tracing.parent_sampling}. */
public enum ParentSampling {
    /** The caller's trace goes on, and is kept when the caller keeps it. */
    RESPECT,
    /** A new trace begins, decided anew and linked to the caller's: for callers that are not trusted. */
    IGNORE
}
