/**
 * Reads spans from OTLP, as protobuf or JSON, within bounds.
 *
 * <p>Enter by {@link dev.lintel.viewer.otlp.spans.SpanReader}. It must not know where they come from.
 */
@NullMarked
package dev.lintel.viewer.otlp.spans;

import org.jspecify.annotations.NullMarked;
