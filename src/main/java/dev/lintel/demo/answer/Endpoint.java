package dev.lintel.demo.answer;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What the demo provider answers to POST, each in its dialect. */
public enum Endpoint {
    CHAT_COMPLETIONS("/v1/chat/completions", "messages"),
    COMPLETIONS("/v1/completions", "prompt"),
    EMBEDDINGS("/v1/embeddings", "input"),
    RESPONSES("/v1/responses", "input"),
    MESSAGES("/v1/messages", "messages"),
    COUNT_TOKENS("/v1/messages/count_tokens", "messages");

    private final String path;
    private final String promptField;

    Endpoint(String path, String promptField) {
        this.path = path;
        this.promptField = promptField;
    }

    /** The endpoint at a path; null if there is none. */
    public static @Nullable Endpoint at(String path) {
        for (Endpoint endpoint : values()) {
            if (endpoint.path.equals(path)) {
                return endpoint;
            }
        }
        return null;
    }

    /** The text that a request asks with. */
    public Prompt prompt(JsonObject request) {
        return Prompt.of(request.getValue(promptField));
    }

    /**
     * The answer to a request: the call, if there is one and the request offers its tool, else a text.
     *
     * @throws IllegalArgumentException if the request cannot be answered; the message says why
     */
    public Answer answer(JsonObject request, @Nullable ToolCall call) {
        Reply reply = call != null && call.isOfferedIn(request)
                ? Reply.calling(call)
                : Reply.to(prompt(request).text());
        return switch (this) {
            case CHAT_COMPLETIONS -> new ChatAnswer(request, reply);
            case COMPLETIONS -> new CompletionAnswer(request, reply);
            case EMBEDDINGS -> new EmbeddingsAnswer(request);
            case RESPONSES -> new ResponsesAnswer(request, reply);
            case MESSAGES -> new MessagesAnswer(request, reply);
            case COUNT_TOKENS -> () -> new JsonObject().put("input_tokens", MessagesAnswer.tokens(request));
        };
    }

    /** The envelope of an error. */
    public JsonObject error(int status, String message) {
        return switch (this) {
            case MESSAGES, COUNT_TOKENS -> ErrorEnvelope.ofAnthropic(status, message);
            default -> ErrorEnvelope.ofOpenAi(status, message);
        };
    }
}
