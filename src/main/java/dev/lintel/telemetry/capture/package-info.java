/**
 * Captured content: where it is recorded, as attributes of a span or as an event beside it.
 *
 * <p>Enter by {@link dev.lintel.telemetry.capture.ContentCapture}.
 */
@NullMarked
package dev.lintel.telemetry.capture;

import org.jspecify.annotations.NullMarked;
