/**
 * The record of one call: the facts of it while it runs, and how it ended.
 *
 * <p>Enter by {@link dev.lintel.telemetry.call.CallTelemetry}, by which the facts are heard, and
 * {@link dev.lintel.telemetry.call.CallRecord}, which holds them. It must not know what is made of them.
 */
@NullMarked
package dev.lintel.telemetry.call;

import org.jspecify.annotations.NullMarked;
