package dev.lintel.export.metrics;

import dev.lintel.telemetry.convention.InstrumentationScope;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;

/**
 * Metrics as Prometheus expects them: without the scope, which is the same in each series, and what describes the process by the names
 * that Prometheus' own clients give it. OpenTelemetry's {@code _count} belongs to histograms there.
 */
final class MetricFamilies {

    private static final String BUILD = "lintel_build";

    private static final Map<String, String> NAMES = Map.of(
            "process_cpu_time_seconds", "process_cpu_seconds",
            "process_memory_usage_bytes", "process_resident_memory_bytes",
            "process_thread_count", "process_threads",
            "process_unix_file_descriptor_count", "process_open_fds",
            "lintel_process_file_descriptor_limit", "process_max_fds",
            "lintel_process_start_time_seconds", "process_start_time_seconds");

    private MetricFamilies() {}

    /** The same metrics, as they are shown. */
    static MetricSnapshots shown(MetricSnapshots collected) {
        return new MetricSnapshots(collected.stream().map(MetricFamilies::shown).toList());
    }

    private static MetricSnapshot shown(MetricSnapshot metric) {
        MetricMetadata named = named(metric.getMetadata());
        if (metric instanceof CounterSnapshot counter) {
            return new CounterSnapshot(
                    named,
                    counter.getDataPoints().stream().map(MetricFamilies::shown).toList());
        } else if (metric instanceof HistogramSnapshot histogram) {
            return new HistogramSnapshot(
                    named,
                    histogram.getDataPoints().stream()
                            .map(MetricFamilies::shown)
                            .toList());
        } else if (metric instanceof GaugeSnapshot gauge) {
            return named.getPrometheusName().equals(BUILD)
                    ? new InfoSnapshot(
                            named,
                            gauge.getDataPoints().stream()
                                    .map(point -> new InfoDataPointSnapshot(shown(point.getLabels())))
                                    .toList())
                    : new GaugeSnapshot(
                            named,
                            gauge.getDataPoints().stream()
                                    .map(MetricFamilies::shown)
                                    .toList());
        } else if (metric instanceof InfoSnapshot info) {
            return new InfoSnapshot(named, info.getDataPoints());
        }
        return metric;
    }

    private static MetricMetadata named(MetricMetadata metadata) {
        String name = NAMES.getOrDefault(metadata.getPrometheusName(), metadata.getName());
        // The resource comes without.
        String help = metadata.getHelp() == null ? "What describes the process" : metadata.getHelp();
        return new MetricMetadata(name, help, metadata.getUnit());
    }

    private static CounterDataPointSnapshot shown(CounterDataPointSnapshot point) {
        return new CounterDataPointSnapshot(
                point.getValue(),
                shown(point.getLabels()),
                point.getExemplar(),
                point.getCreatedTimestampMillis(),
                point.getScrapeTimestampMillis());
    }

    private static GaugeDataPointSnapshot shown(GaugeDataPointSnapshot point) {
        return new GaugeDataPointSnapshot(
                point.getValue(), shown(point.getLabels()), point.getExemplar(), point.getScrapeTimestampMillis());
    }

    private static HistogramDataPointSnapshot shown(HistogramDataPointSnapshot point) {
        return new HistogramDataPointSnapshot(
                point.getClassicBuckets(),
                point.getNativeSchema(),
                point.getNativeZeroCount(),
                point.getNativeZeroThreshold(),
                point.getNativeBucketsForPositiveValues(),
                point.getNativeBucketsForNegativeValues(),
                point.getSum(),
                shown(point.getLabels()),
                point.getExemplars(),
                point.getCreatedTimestampMillis(),
                point.getScrapeTimestampMillis());
    }

    // Of another scope it tells something.
    private static Labels shown(Labels labels) {
        if (!InstrumentationScope.INFO.getName().equals(labels.get("otel_scope_name"))) {
            return labels;
        }
        Labels.Builder kept = Labels.builder();
        for (Label label : labels) {
            if (!label.getName().startsWith("otel_scope_")) {
                kept.label(label.getName(), label.getValue());
            }
        }
        return kept.build();
    }
}
