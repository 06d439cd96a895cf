/**
 * The access line: one for each call, written by a thread of its own.
 *
 * <p>Enter by {@link dev.lintel.telemetry.log.AccessLog}. It must not know what else is made of a call.
 */
@NullMarked
package dev.lintel.telemetry.log;

import org.jspecify.annotations.NullMarked;
