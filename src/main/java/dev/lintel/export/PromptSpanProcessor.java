package dev.lintel.export;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has the spans of a call exported as soon as its last one, the SERVER span, has ended. Nobody waits for that. While one
 * export is under way, those of all calls that end meanwhile are put off to the next one.
 */
final class PromptSpanProcessor implements SpanProcessor {

    private final SpanProcessor processor;
    private final SpanCounts counts;
    private final Executor later;
    private final AtomicBoolean exporting = new AtomicBoolean();

    /** Begins each next export {@code later}, never in the turn in which the last one ended. */
    PromptSpanProcessor(SpanProcessor processor, SpanCounts counts, Executor later) {
        this.processor = processor;
        this.counts = counts;
        this.later = later;
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
        processor.onEnd(span);
        if (span.getKind() == SpanKind.SERVER && span.getSpanContext().isSampled()) {
            exportUnlessExporting();
        }
    }

    private void exportUnlessExporting() {
        if (exporting.compareAndSet(false, true)) {
            export();
        }
    }

    private void export() {
        processor.forceFlush().whenComplete(() -> {
            if (counts.waiting() > 0) {
                // The SDK takes the flush that has just ended for one that is under way, and would begin none.
                later.execute(this::export);
                return;
            }
            exporting.set(false);
            // What has ended between the two lines above has found an export under way.
            if (counts.waiting() > 0) {
                exportUnlessExporting();
            }
        });
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode forceFlush() {
        return processor.forceFlush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return processor.shutdown();
    }
}
