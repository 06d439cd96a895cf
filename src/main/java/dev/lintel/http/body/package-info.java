/**
 * Bodies of requests: read whole under one budget for all, looked at from the beginning, and freed from their coding.
 *
 * <p>Enter by {@link dev.lintel.http.body.BodyReader}. The room must not know what bodies say.
 */
@NullMarked
package dev.lintel.http.body;

import org.jspecify.annotations.NullMarked;
