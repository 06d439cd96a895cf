package dev.lintel.export;

import dev.lintel.export.SpanCounts.Batch;
import dev.lintel.export.SpanCounts.Loss;
import dev.lintel.export.otlp.RejectedItemsException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** An exporter of which it is counted what becomes of each span. Its processor exports on one thread. */
final class CountedSpanExporter implements SpanExporter {

    private final SpanExporter exporter;
    private final SpanCounts counts;
    private @Nullable Batch last;

    CountedSpanExporter(SpanExporter exporter, SpanCounts counts) {
        this.exporter = exporter;
        this.counts = counts;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        // The processor sends one batch after the other: it has waited for the last one as long as it does.
        if (last != null) {
            last.dropped(Loss.EXPORT_TIMEOUT);
        }
        Batch batch = counts.send(spans.size());
        last = batch;
        CompletableResultCode result = export(spans, batch);
        result.whenComplete(() -> {
            if (result.isSuccess()) {
                batch.exported(0);
            } else if (result.getFailureThrowable() instanceof RejectedItemsException partly) {
                batch.exported(partly.rejected());
            } else {
                batch.dropped(Loss.EXPORT_FAILED);
            }
        });
        return result;
    }

    private CompletableResultCode export(Collection<SpanData> spans, Batch batch) {
        try {
            return exporter.export(spans);
        } catch (RuntimeException e) {
            batch.dropped(Loss.EXPORT_FAILED);
            throw e;
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
