/**
 * What an answer says, read as its bytes pass.
 *
 * <p>Enter by {@link dev.lintel.openai.answer.AnswerReader} and {@link dev.lintel.openai.answer.usage.UsageChunkFilter}. Pure: no
 * I/O, and memory that does not grow with the answer.
 */
@NullMarked
package dev.lintel.openai.answer;

import org.jspecify.annotations.NullMarked;
