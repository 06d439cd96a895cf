/**
 * Reads the prompt of a request, in whichever dialect, into captured content.
 *
 * <p>Enter by {@link dev.lintel.openai.content.prompt.PromptReader}.
 */
@NullMarked
package dev.lintel.openai.content.prompt;

import org.jspecify.annotations.NullMarked;
