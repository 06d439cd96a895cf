/**
 * A call's place in a trace: the caller's, or one that begins here, and how it is handed on.
 *
 * <p>Enter by {@link dev.lintel.trace.CallTracer}, which gives a {@link dev.lintel.trace.CallTrace}. Pure: no span is made here,
 * and it knows neither what the call is about nor where it goes.
 */
@NullMarked
package dev.lintel.trace;

import org.jspecify.annotations.NullMarked;
