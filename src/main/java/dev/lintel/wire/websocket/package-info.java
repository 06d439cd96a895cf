/**
 * The frames of WebSockets as they come, cut anywhere.
 *
 * <p>Enter by {@link dev.lintel.wire.websocket.FrameReader}. Pure: it sends nothing and knows no extension.
 */
@NullMarked
package dev.lintel.wire.websocket;

import org.jspecify.annotations.NullMarked;
