/**
 * How calls, attempts and inferences end, and by what error where they fail.
 *
 * <p>Enter by {@link dev.lintel.telemetry.ending.Ending}. It must not know what else is recorded of a call, nor what is made of it.
 */
@NullMarked
package dev.lintel.telemetry.ending;

import org.jspecify.annotations.NullMarked;
