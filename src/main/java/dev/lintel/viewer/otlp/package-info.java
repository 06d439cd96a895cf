/**
 * Telemetry that other services send by OTLP over HTTP: spans are read into the viewer's store, metrics and logs are dropped.
 *
 * <p>Enter by {@link dev.lintel.viewer.otlp.OtlpIntake}. It knows nothing of how traces are shown.
 */
@NullMarked
package dev.lintel.viewer.otlp;

import org.jspecify.annotations.NullMarked;
