/**
 * What hears of calls where telemetry is switched off: nothing, or what they use, where callers' limits count it.
 *
 * <p>Enter by {@link dev.lintel.telemetry.disabled.NoTelemetry} and {@link dev.lintel.telemetry.disabled.UsageTelemetry}. It knows no
 * traces and makes nothing of what it reads.
 */
@NullMarked
package dev.lintel.telemetry.disabled;

import org.jspecify.annotations.NullMarked;
