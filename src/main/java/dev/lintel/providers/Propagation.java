package dev.lintel.providers;

import java.util.List;

/** What of a trace a provider is told. */
public enum Propagation {
    /** The trace, and the baggage that the caller sends along. */
    ALL(List.of()),
    /** The trace without the baggage. */
    TRACE(List.of("baggage")),
    /** Nothing. */
    NONE(List.of(
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
            "x-datadog-tags"));

    private final List<String> withheld;

    Propagation(List<String> withheld) {
        this.withheld = withheld;
    }

    /** The header fields that the provider does not get. */
    public List<String> withheld() {
        return withheld;
    }
}
