/**
 * What keeps a fault of telemetry's own from the call (invariant 3). Enter by {@link
 * dev.lintel.telemetry.guard.GuardedTelemetry}. Knows nothing of what is recorded.
 */
@NullMarked
package dev.lintel.telemetry.guard;

import org.jspecify.annotations.NullMarked;
