/**
 * Sending one attempt to a provider, and receiving its answer.
 *
 * <p>Enter by {@link dev.lintel.upstream.UpstreamClient}, which gives an {@link dev.lintel.upstream.Exchange}. It knows nothing
 * of the client's side of a call nor of telemetry.
 */
@NullMarked
package dev.lintel.upstream;

import org.jspecify.annotations.NullMarked;
