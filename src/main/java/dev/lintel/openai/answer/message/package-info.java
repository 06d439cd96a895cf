/**
 * The messages of an answer, put together from its pieces where content is captured.
 *
 * <p>Enter by {@link dev.lintel.openai.answer.message.ContentFold}. Bounded by the rules of capture.
 */
@NullMarked
package dev.lintel.openai.answer.message;

import org.jspecify.annotations.NullMarked;
