/**
 * The metrics of calls, attempts and inferences.
 *
 * <p>Enter by {@link dev.lintel.telemetry.metrics.HttpMetrics} and {@link dev.lintel.telemetry.metrics.GenAiMetrics}. Labels
 * are few, whatever callers and providers write.
 */
@NullMarked
package dev.lintel.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
