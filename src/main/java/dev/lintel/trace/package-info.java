/**
 * The caller's place in a trace: continued or started for each request, and handed on.
 *
 * <p>Enter by {@link dev.lintel.trace.IncomingCall}, which {@link dev.lintel.trace.TraceFilter} makes for each request.
 * It knows no other room: neither what the request is about nor where it goes.
 */
@NullMarked
package dev.lintel.trace;

import org.jspecify.annotations.NullMarked;
