/**
 * The client's end of a WebSocket: its opening, its frames, what Lintel itself says on it.
 *
 * <p>Enter by {@link dev.lintel.gateway.socket.client.ClientSocket}. It knows neither providers nor turns.
 */
@NullMarked
package dev.lintel.gateway.socket.client;

import org.jspecify.annotations.NullMarked;
