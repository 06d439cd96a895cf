package dev.lintel.demo.answer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one completion without a chat is answered. */
final class CompletionAnswer implements Answer {

    private final String id = "cmpl-demo-" + UUID.randomUUID();
    private final Reply reply;
    private final CompletionStream stream;

    CompletionAnswer(JsonObject request, Reply reply) {
        this.reply = reply;
        this.stream = new CompletionStream(
                request,
                new TokenUsage(
                        TokenUsage.count(request, "prompt"), reply.pieces().size()));
    }

    @Override
    public JsonObject whole() {
        return choice(reply.text(), "stop").put("usage", stream.usage());
    }

    @Override
    public List<JsonObject> events() {
        List<JsonObject> chunks = new ArrayList<>();
        reply.pieces().forEach(piece -> chunks.add(choice(piece, null)));
        chunks.add(choice("", "stop"));
        stream.addUsage(chunks, object());
        return chunks;
    }

    @Override
    public String end() {
        return CompletionStream.END;
    }

    private JsonObject choice(String text, @Nullable String finishReason) {
        return object().put(
                        "choices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("index", 0)
                                        .put("text", text)
                                        .putNull("logprobs")
                                        .put("finish_reason", finishReason)));
    }

    private JsonObject object() {
        return new JsonObject()
                .put("id", id)
                .put("object", "text_completion")
                .put("created", DemoModel.CREATED)
                .put("model", DemoModel.NAME)
                .put("system_fingerprint", "fp_demo");
    }
}
