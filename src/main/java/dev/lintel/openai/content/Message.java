package dev.lintel.openai.content;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of a conversation, as the GenAI conventions know it.
 *
 * @param role who wrote it: {@code user}, {@code assistant}, {@code tool}, {@code system}, or what the call says
 * @param parts what it is made of, in order
 * @param finishReason why the model stopped; messages that a model made have one, others none
 */
public record Message(
        String role, List<Part> parts, @Nullable String finishReason) {

    /** Keeps a copy of the parts. */
    public Message {
        parts = List.copyOf(parts);
    }
}
