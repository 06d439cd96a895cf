/**
 * The OpenAI dialect: what requests and answers say, and the error envelope.
 *
 * <p>Enter by {@link dev.lintel.openai.Operation} and {@link dev.lintel.openai.RequestOutline}. Pure: no I/O, no
 * configuration, no telemetry. It knows no other room.
 */
@NullMarked
package dev.lintel.openai;

import org.jspecify.annotations.NullMarked;
