package dev.lintel.demo.answer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What the streams of completions and of chat completions have in common: the usage, if it is asked for, and their end. */
final class CompletionStream {

    static final String END = "[DONE]";

    private final TokenUsage usage;
    private final boolean includeUsage;

    CompletionStream(JsonObject request, TokenUsage usage) {
        this.usage = usage;
        this.includeUsage = request.getValue("stream_options") instanceof JsonObject options
                && Boolean.TRUE.equals(options.getValue("include_usage"));
    }

    JsonObject usage() {
        return usage.ofCompletion();
    }

    /** Adds the usage as a chunk of its own, if the request asks for it. Then all chunks before have the field. */
    void addUsage(List<JsonObject> chunks, JsonObject empty) {
        if (includeUsage) {
            chunks.forEach(chunk -> chunk.putNull("usage"));
            chunks.add(empty.put("choices", new JsonArray()).put("usage", usage()));
        }
    }
}
