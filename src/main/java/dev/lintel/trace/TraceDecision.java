package dev.lintel.trace;

/** Decides whether a trace is kept about which nobody has decided yet. Any thread may ask. */
@FunctionalInterface
public interface TraceDecision {

    /** Whether the trace is kept; always the same for one id. */
    boolean keeps(String traceId);
}
