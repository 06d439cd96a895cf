/**
 * What the messages of a WebSocket mean that is opened on {@code /v1/responses} or {@code /v1/realtime}: where turns begin and
 * end, and who asks in which session.
 *
 * <p>Enter by {@link dev.lintel.openai.socket.ClientEvent} and {@link dev.lintel.openai.socket.ServerEvent}. Pure: it knows neither
 * frames nor connections.
 */
@NullMarked
package dev.lintel.openai.socket;

import org.jspecify.annotations.NullMarked;
