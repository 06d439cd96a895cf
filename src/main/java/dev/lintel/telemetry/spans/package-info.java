/**
 * The spans of calls that are kept, made when they have ended.
 *
 * <p>Enter by {@link dev.lintel.telemetry.spans.CallSpans}. It must not know what becomes of them.
 */
@NullMarked
package dev.lintel.telemetry.spans;

import org.jspecify.annotations.NullMarked;
