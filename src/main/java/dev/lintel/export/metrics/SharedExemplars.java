package dev.lintel.export.metrics;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.DoubleExemplarData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One storage that several readers collect from, of which each gets the exemplars that came since it last did. The SDK gives
 * them to whoever collects first. Of a series that one reader misses for long the latest are kept for it. Any thread may collect.
 */
final class SharedExemplars {

    private final CollectionRegistration storage;
    private final List<Reader> readers = new ArrayList<>();

    SharedExemplars(CollectionRegistration storage) {
        this.storage = storage;
    }

    /** What one more reader collects from. */
    synchronized CollectionRegistration reader() {
        Reader reader = new Reader();
        readers.add(reader);
        return reader;
    }

    private synchronized Collection<MetricData> collect(Reader asking) {
        Collection<MetricData> collected = storage.collectAllMetrics();
        for (Reader other : readers) {
            if (other != asking) {
                collected.forEach(other::miss);
            }
        }
        return asking.complete(collected);
    }

    /** A series of a histogram. */
    private record Series(String metric, Attributes attributes) {}

    /** One of them, and what has been given to another in the meantime. */
    private final class Reader implements CollectionRegistration {

        private final Map<Series, List<DoubleExemplarData>> missed = new HashMap<>();

        @Override
        public Collection<MetricData> collectAllMetrics() {
            return collect(this);
        }

        void miss(MetricData metric) {
            if (metric.getType() != MetricDataType.HISTOGRAM) {
                return;
            }
            for (HistogramPointData point : metric.getHistogramData().getPoints()) {
                if (!point.getExemplars().isEmpty()) {
                    missed.put(new Series(metric.getName(), point.getAttributes()), point.getExemplars());
                }
            }
        }

        Collection<MetricData> complete(Collection<MetricData> collected) {
            if (missed.isEmpty()) {
                return collected;
            }
            List<MetricData> complete = collected.stream().map(this::complete).toList();
            missed.clear();
            return complete;
        }

        private MetricData complete(MetricData metric) {
            if (metric.getType() != MetricDataType.HISTOGRAM) {
                return metric;
            }
            HistogramData histogram = metric.getHistogramData();
            List<HistogramPointData> points = histogram.getPoints().stream()
                    .map(point -> complete(metric.getName(), point))
                    .toList();
            return new CompletedMetric(metric, HistogramData.create(histogram.getAggregationTemporality(), points));
        }

        private HistogramPointData complete(String metric, HistogramPointData point) {
            List<DoubleExemplarData> others = missed.get(new Series(metric, point.getAttributes()));
            if (others == null) {
                return point;
            }
            List<DoubleExemplarData> all = new ArrayList<>(point.getExemplars());
            all.addAll(others);
            return new CompletedPoint(point, all);
        }
    }
}
