package dev.lintel.openai.content;

import java.util.List;

/**
 * What a request puts before the model.
 *
 * @param messages the conversation so far, oldest first; system messages that stand in it stay there
 * @param systemInstructions what the request says apart from the conversation
 * @param toolDefinitions the tools on offer
 */
public record Prompt(List<Message> messages, List<Part> systemInstructions, List<ToolDefinition> toolDefinitions) {

    /** A request that says nothing to a model. */
    public static final Prompt NONE = new Prompt(List.of(), List.of(), List.of());

    /** Keeps copies. */
    public Prompt {
        messages = List.copyOf(messages);
        systemInstructions = List.copyOf(systemInstructions);
        toolDefinitions = List.copyOf(toolDefinitions);
    }
}
