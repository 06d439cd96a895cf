/**
 * Providers: which one serves which model, and sending a call to it.
 *
 * <p>Enter by {@link dev.lintel.upstream.Providers} and {@link dev.lintel.upstream.UpstreamClient}. The room announces
 * each attempt to an {@link dev.lintel.upstream.AttemptObserver} and does not know what becomes of that; it knows
 * nothing of the client's side of a call nor of telemetry.
 */
@NullMarked
package dev.lintel.upstream;

import org.jspecify.annotations.NullMarked;
