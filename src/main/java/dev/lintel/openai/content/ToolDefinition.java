package dev.lintel.openai.content;

import org.jspecify.annotations.Nullable;

/**
 * A tool that the model may call.
 *
 * @param type {@code function}, or what the provider calls a tool of its own
 * @param parameters the JSON Schema of its arguments, as text; null when there is none or it is left out
 */
public record ToolDefinition(
        String type,
        String name,
        @Nullable String description,
        @Nullable String parameters) {}
