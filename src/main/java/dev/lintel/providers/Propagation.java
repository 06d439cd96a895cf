package dev.lintel.providers;

import java.util.List;

/** What of a trace a provider is told. */
public enum Propagation {
    /** The trace, and the baggage that the caller sends along. */
    ALL,
    /** The trace without the baggage. */
    TRACE,
    /** Nothing. */
    NONE;

    private static final List<String> BAGGAGE = List.of("baggage");

    private static final List<String> WHOLE_CONTEXT = List.of(
            "baggage",
            "traceparent",
            "tracestate",
            "b3",
            "x-b3-traceid",
            "x-b3-spanid",
            "x-b3-parentspanid",
            "x-b3-sampled",
            "x-b3-flags",
            "x-amzn-trace-id",
            "x-datadog-trace-id",
            "x-datadog-parent-id",
            "x-datadog-sampling-priority",
            "x-datadog-origin",
            "x-datadog-tags");

    /** The header fields that the provider does not get. */
    public List<String> withheld() {
        return switch (this) {
            case ALL -> List.of();
            case TRACE -> BAGGAGE;
            case NONE -> WHOLE_CONTEXT;
        };
    }
}
