/**
 * The turns on a WebSocket, each a call of its own: routed, charged, told in telemetry.
 *
 * <p>Enter by {@link dev.lintel.gateway.socket.turn.Turns}. It knows no connection.
 */
@NullMarked
package dev.lintel.gateway.socket.turn;

import org.jspecify.annotations.NullMarked;
