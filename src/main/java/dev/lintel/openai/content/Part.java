package dev.lintel.openai.content;

import org.jspecify.annotations.Nullable;

/** A part of a message, as the GenAI conventions' schemas of messages and system instructions know it. */
public sealed interface Part {

    /** Text to or from the model. */
    record Text(String content) implements Part {}

    /** What the model thought. */
    record Reasoning(String content) implements Part {}

    /**
     * A tool that the model wants called.
     *
     * @param arguments JSON as text, or what stands there instead; null when there are none
     */
    record ToolCall(
            @Nullable String id, String name, @Nullable String arguments) implements Part {}

    /**
     * What a tool answered.
     *
     * @param response JSON as text, or plain text
     */
    record ToolCallResponse(@Nullable String id, String response) implements Part {}

    /**
     * Bytes that are sent along, an image say. They are counted and never kept.
     *
     * @param modality {@code image}, {@code audio}, {@code video} or {@code document}
     * @param size how many bytes they are
     */
    record Blob(String modality, @Nullable String mimeType, long size) implements Part {}

    /** A file that the provider has, by its id. */
    record File(String modality, @Nullable String mimeType, String fileId) implements Part {}

    /** Something that the provider fetches. */
    record Uri(String modality, @Nullable String mimeType, String uri) implements Part {}

    /** What there is no better word for: told by the type that the call gives it. */
    record Generic(String type, @Nullable String content) implements Part {}
}
