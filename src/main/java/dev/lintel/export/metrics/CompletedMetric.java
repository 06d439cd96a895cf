package dev.lintel.export.metrics;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.resources.Resource;

/**
 * A histogram with other points than its own.
 *
 * @param data in the place of its own
 */
record CompletedMetric(MetricData metric, HistogramData data) implements MetricData {

    @Override
    public Resource getResource() {
        return metric.getResource();
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return metric.getInstrumentationScopeInfo();
    }

    @Override
    public String getName() {
        return metric.getName();
    }

    @Override
    public String getDescription() {
        return metric.getDescription();
    }

    @Override
    public String getUnit() {
        return metric.getUnit();
    }

    @Override
    public MetricDataType getType() {
        return metric.getType();
    }

    @Override
    public HistogramData getData() {
        return data;
    }
}
