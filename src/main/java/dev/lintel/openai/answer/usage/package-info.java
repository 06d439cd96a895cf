/**
 * Takes the usage that Lintel asked for out of what the client sees.
 *
 * <p>Enter by {@link dev.lintel.openai.answer.usage.UsageChunkFilter}. Pure: no I/O, and bounded memory.
 */
@NullMarked
package dev.lintel.openai.answer.usage;

import org.jspecify.annotations.NullMarked;
