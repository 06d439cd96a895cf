package dev.lintel.telemetry;

import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;

/** What telling is done with; one for the process. */
record Instruments(Tracer tracer, HttpMetrics http, GenAiMetrics genAi, ContentCapture content) {

    /** A histogram of seconds whose buckets end at these. */
    static DoubleHistogram seconds(Meter meter, String name, String description, List<Double> buckets) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(description)
                .setExplicitBucketBoundariesAdvice(buckets)
                .build();
    }
}
