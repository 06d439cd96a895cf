package dev.lintel.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the demo provider says to one chat completion, whole or in pieces. */
final class DemoAnswer {

    static final String MODEL = "demo";

    private static final int MAX_QUOTED = 60;
    private static final long CREATED = 1_767_225_600L;

    private final String id = "chatcmpl-demo-" + UUID.randomUUID();
    private final List<String> pieces;
    private final int promptTokens;
    private final boolean includeUsage;

    DemoAnswer(JsonObject request) {
        String prompt = prompt(request);
        this.pieces = pieces(prompt);
        this.promptTokens = tokens(String.valueOf(request.getValue("messages")));
        JsonObject options = request.getValue("stream_options") instanceof JsonObject given ? given : new JsonObject();
        this.includeUsage = Boolean.TRUE.equals(options.getValue("include_usage"));
    }

    /** The text of the last message, which is what is answered. */
    static String prompt(JsonObject request) {
        if (!(request.getValue("messages") instanceof JsonArray messages) || messages.isEmpty()) {
            return "";
        }
        Object last = messages.getValue(messages.size() - 1);
        Object content = last instanceof JsonObject message ? message.getValue("content") : null;
        return content instanceof String text ? text : content == null ? "" : content.toString();
    }

    JsonObject whole() {
        return object("chat.completion")
                .put(
                        "choices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("index", 0)
                                        .put(
                                                "message",
                                                new JsonObject()
                                                        .put("role", "assistant")
                                                        .put("content", String.join("", pieces))
                                                        .putNull("refusal"))
                                        .putNull("logprobs")
                                        .put("finish_reason", "stop")))
                .put("usage", usage());
    }

    /** The data fields of the event stream, in order, without the {@code [DONE]} at its end. */
    List<JsonObject> chunks() {
        List<JsonObject> chunks = new ArrayList<>();
        chunks.add(chunk(new JsonObject().put("role", "assistant").put("content", ""), null));
        pieces.forEach(piece -> chunks.add(chunk(new JsonObject().put("content", piece), null)));
        chunks.add(chunk(new JsonObject(), "stop"));
        if (includeUsage) {
            chunks.forEach(chunk -> chunk.putNull("usage"));
            chunks.add(object("chat.completion.chunk")
                    .put("choices", new JsonArray())
                    .put("usage", usage()));
        }
        return chunks;
    }

    private JsonObject chunk(JsonObject delta, @Nullable String finishReason) {
        return object("chat.completion.chunk")
                .put(
                        "choices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("index", 0)
                                        .put("delta", delta)
                                        .putNull("logprobs")
                                        .put("finish_reason", finishReason)));
    }

    private JsonObject object(String kind) {
        return new JsonObject()
                .put("id", id)
                .put("object", kind)
                .put("created", CREATED)
                .put("model", MODEL)
                .put("system_fingerprint", "fp_demo");
    }

    private JsonObject usage() {
        int completionTokens = pieces.size();
        return new JsonObject()
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("total_tokens", promptTokens + completionTokens);
    }

    // A token is about four characters of English.
    private static int tokens(String text) {
        return Math.max(1, text.length() / 4);
    }

    private static List<String> pieces(String prompt) {
        String quoted = prompt.length() <= MAX_QUOTED ? prompt : prompt.substring(0, MAX_QUOTED) + "…";
        String text = "You said: “" + quoted + "”. I am Lintel's built-in demo model, so I know nothing about it, but I"
                + " answer in pieces and at a pace that a real model could have. Look at the trace of this call:"
                + " it tells who asked, how long it took, and what it cost.";
        List<String> pieces = new ArrayList<>();
        int start = 0;
        for (int space = text.indexOf(' '); space >= 0; space = text.indexOf(' ', space + 1)) {
            pieces.add(text.substring(start, space));
            start = space;
        }
        pieces.add(text.substring(start));
        return pieces;
    }
}
