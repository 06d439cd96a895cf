/**
 * What a request's body says, read in one pass, and how a few of its bytes are changed.
 *
 * <p>Enter by {@link dev.lintel.openai.request.RequestOutline}. Pure: no I/O, nothing of answers.
 */
@NullMarked
package dev.lintel.openai.request;

import org.jspecify.annotations.NullMarked;
