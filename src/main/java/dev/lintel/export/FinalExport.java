package dev.lintel.export;

import dev.lintel.export.metrics.MetricExport;
import dev.lintel.export.spans.SpanExport;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Exports at the end all that has not been. By the thread that ends the process. */
@Singleton
public final class FinalExport {

    private final OpenTelemetry openTelemetry;
    private final SpanExport spans;
    private final MetricExport metrics;

    FinalExport(OpenTelemetry openTelemetry, SpanExport spans, MetricExport metrics) {
        this.openTelemetry = openTelemetry;
        this.spans = spans;
        this.metrics = metrics;
    }

    /** The end is near: spans that are lost from now on are logged when it has come. */
    public void begin() {
        spans.beginEnd();
    }

    /** Exports what there is, within {@code limit}, and logs how many spans could not be. */
    public void finish(Duration limit) {
        if (openTelemetry instanceof OpenTelemetrySdk sdk) {
            export(sdk, limit.toNanos());
        }
        metrics.close();
        spans.end();
    }

    /** Metrics go last, for they tell what became of spans; but not after half of the time, should spans take longer. */
    private void export(OpenTelemetrySdk sdk, long limit) {
        long start = System.nanoTime();
        CompletableResultCode logs = sdk.getSdkLoggerProvider().forceFlush();
        spans.flush(Duration.ofNanos(limit / 2));
        CompletableResultCode measured = metrics.send();
        spans.flush(Duration.ofNanos(start + limit - System.nanoTime()));
        join(measured, start + limit);
        join(logs, start + limit);
    }

    private static void join(CompletableResultCode result, long deadline) {
        result.join(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
}
