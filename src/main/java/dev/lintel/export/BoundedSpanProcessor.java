package dev.lintel.export;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Lets no more spans wait than there may, and counts those that it turns away. The SDK's own processor drops them and
 * tells nobody but its own metrics: so it is never offered one that it has no room for.
 */
final class BoundedSpanProcessor implements SpanProcessor {

    private final SpanProcessor batches;
    private final int capacity;
    private final SpanCounts counts;

    BoundedSpanProcessor(SpanProcessor batches, int capacity, SpanCounts counts) {
        this.batches = batches;
        this.capacity = capacity;
        this.counts = counts;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // Only what has ended is exported.
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (span.getSpanContext().isSampled() && counts.admit(capacity)) {
            batches.onEnd(span);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }
}
