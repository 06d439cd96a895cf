package dev.lintel.trace.sampling;

import io.opentelemetry.api.trace.TraceState;

/** The share of new traces that is kept at a moment, and the tracestate by which a kept one says so. Immutable. */
public final class Share {

    private final Threshold threshold;
    private final TraceState stateOfKept;

    Share(Threshold threshold) {
        this.threshold = threshold;
        this.stateOfKept = TraceState.builder()
                .put(OtMember.KEY, OtMember.of(threshold).value())
                .build();
    }

    /** Whether a new trace with this id is kept. */
    public boolean keeps(String traceId) {
        return threshold.keeps(traceId);
    }

    /** The tracestate of a trace that begins here and is kept, such as {@code ot=th:c}. */
    public TraceState stateOfKept() {
        return stateOfKept;
    }

    Threshold threshold() {
        return threshold;
    }
}
