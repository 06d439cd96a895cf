package dev.lintel.export;

import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver;
import dev.lintel.testing.Packaged;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of what becomes of exports: Lintel's own metrics, which count them, go to a collector that always takes them. */
abstract class CountedExports extends Packaged {

    protected OtlpReceiver metrics;

    @BeforeEach
    void start_collector_of_metrics() {
        metrics = OtlpReceiver.start();
    }

    @AfterEach
    void stop_collector_of_metrics() {
        metrics.close();
    }

    /** With the demo. */
    @Override
    protected Preparation prepared() {
        return super.prepared()
                .with("DEMO_ENABLED", "true")
                .with("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", metrics.endpoint().toString())
                .with("OTEL_METRIC_EXPORT_INTERVAL", "100");
    }

    protected final void awaitExported(long count) {
        metrics.awaitMetric("lintel.spans.exported", told -> told.sum() == count);
    }

    /** Waits until so many spans have been dropped for that reason. */
    protected final void awaitDropped(long count, String reason) {
        metrics.awaitMetric("lintel.spans.dropped", told -> told.sum("error.type", reason) == count);
    }
}
