/**
 * Spans as OpenTelemetry's SDK has its exporters read them.
 *
 * <p>Enter by {@link dev.lintel.telemetry.spans.data.EndedSpan}. It knows nothing of calls.
 */
@NullMarked
package dev.lintel.telemetry.spans.data;

import org.jspecify.annotations.NullMarked;
