package dev.lintel.export;

import dev.lintel.export.metrics.MetricExport;
import dev.lintel.export.spans.SpanCounts;
import dev.lintel.export.spans.SpanExport;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Exports at the end all that has not been. By the thread that ends the process. */
@Singleton
public final class FinalExport {

    private static final Logger LOG = Logger.getLogger(FinalExport.class);

    private final OpenTelemetry openTelemetry;
    private final SpanExport spans;
    private final SpanCounts counts;
    private final MetricExport metrics;
    private long droppedBefore;

    FinalExport(OpenTelemetry openTelemetry, SpanExport spans, SpanCounts counts, MetricExport metrics) {
        this.openTelemetry = openTelemetry;
        this.spans = spans;
        this.counts = counts;
        this.metrics = metrics;
    }

    /** The end is near: what is dropped from now on will be told. */
    public void begin() {
        droppedBefore = counts.dropped();
    }

    /** Exports what there is, within {@code limit}, and tells how many spans could not be. */
    public void finish(Duration limit) {
        if (openTelemetry instanceof OpenTelemetrySdk sdk) {
            export(sdk, limit.toNanos());
        }
        metrics.close();
        counts.giveUp();
        long lost = counts.dropped() - droppedBefore;
        if (lost > 0) {
            LOG.warnf("%d spans could not be exported before the end", lost);
        }
    }

    /** Metrics go last, for they tell what became of spans; but not after half of the time, should spans take longer. */
    private void export(OpenTelemetrySdk sdk, long limit) {
        long start = System.nanoTime();
        CompletableResultCode logs = sdk.getSdkLoggerProvider().forceFlush();
        spans.flush(Duration.ofNanos(limit / 2));
        CompletableResultCode measured = sdk.getSdkMeterProvider().forceFlush();
        spans.flush(Duration.ofNanos(start + limit - System.nanoTime()));
        join(measured, start + limit);
        join(logs, start + limit);
    }

    private static void join(CompletableResultCode result, long deadline) {
        result.join(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
}
