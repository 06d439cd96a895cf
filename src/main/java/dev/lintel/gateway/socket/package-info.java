/**
 * A WebSocket between a client and the provider that its opening was relayed to: frames both ways, and the turns on it, each a
 * call of its own.
 *
 * <p>Enter by {@link dev.lintel.gateway.socket.SocketRelay}. It must not know how a provider was chosen.
 */
@NullMarked
package dev.lintel.gateway.socket;

import org.jspecify.annotations.NullMarked;
