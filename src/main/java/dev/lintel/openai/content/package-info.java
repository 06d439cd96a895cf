/**
 * Captured content: messages, their parts, tool definitions, by the GenAI conventions, and the bounds and rules of capture.
 *
 * <p>Many doors, each a record. It must not know how a dialect writes them.
 */
@NullMarked
package dev.lintel.openai.content;

import org.jspecify.annotations.NullMarked;
