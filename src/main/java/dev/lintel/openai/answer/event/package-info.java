/**
 * One event of an answer: what it is, what it says, which alternatives it is of, and of which failure.
 *
 * <p>Enter by {@link dev.lintel.openai.answer.event.EventValues}. It must not know what answers have said before.
 */
@NullMarked
package dev.lintel.openai.answer.event;

import org.jspecify.annotations.NullMarked;
