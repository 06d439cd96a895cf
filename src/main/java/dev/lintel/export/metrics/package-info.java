/**
 * Metrics on their way out: sent by OTLP, read as Prometheus' text.
 *
 * <p>Enter by {@link dev.lintel.export.metrics.MetricExport}.
 */
@NullMarked
package dev.lintel.export.metrics;

import org.jspecify.annotations.NullMarked;
