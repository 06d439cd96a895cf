package dev.lintel.export.spans;

/** When spans are exported: {@code tracing.flush}. */
public enum Flush {
    /** From time to time, in batches. */
    INTERVAL,
    /** As soon as each call has ended: for platforms that stop the processor between calls. No client waits for it. */
    ON_RESPONSE
}
