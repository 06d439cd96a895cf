/**
 * Which calls are kept for what became of them, whatever was decided when they began.
 *
 * <p>Enter by {@link dev.lintel.telemetry.sampling.Decisions}. It must not know what is made of calls that are kept.
 */
@NullMarked
package dev.lintel.telemetry.sampling;

import org.jspecify.annotations.NullMarked;
