/**
 * Passes an answer to the client as it arrives, no faster than the client reads.
 *
 * <p>Enter by {@link dev.lintel.relay.Relay}. It parses nothing: what the bytes mean is for the
 * {@link dev.lintel.relay.AnswerObserver} that sees them pass.
 */
@NullMarked
package dev.lintel.relay;

import org.jspecify.annotations.NullMarked;
