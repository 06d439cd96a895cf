/**
 * The way of an answer, from its provider to the client.
 *
 * <p>Enter by {@link dev.lintel.gateway.relay.Relay}. It knows neither requests nor why there was one.
 */
@NullMarked
package dev.lintel.gateway.relay;

import org.jspecify.annotations.NullMarked;
