/**
 * What calls use, where telemetry is switched off and callers' limits count it.
 *
 * <p>Enter by {@link dev.lintel.telemetry.usage.UsageTelemetry}. It knows no traces and makes nothing of what it reads.
 */
@NullMarked
package dev.lintel.telemetry.usage;

import org.jspecify.annotations.NullMarked;
