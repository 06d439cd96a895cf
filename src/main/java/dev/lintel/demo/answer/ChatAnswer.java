package dev.lintel.demo.answer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one chat completion is answered. */
final class ChatAnswer implements Answer {

    private final String id = "chatcmpl-demo-" + UUID.randomUUID();
    private final String callId = "call_demo_" + UUID.randomUUID();
    private final Reply reply;
    private final CompletionStream stream;

    ChatAnswer(JsonObject request, Reply reply) {
        this.reply = reply;
        this.stream = new CompletionStream(
                request,
                new TokenUsage(
                        TokenUsage.count(request, "messages"), reply.pieces().size()));
    }

    @Override
    public JsonObject whole() {
        JsonObject message = new JsonObject().put("role", "assistant").putNull("refusal");
        if (reply.tool() == null) {
            message.put("content", reply.text());
        } else {
            message.putNull("content").put("tool_calls", toolCalls(call(reply.text())));
        }
        return choice("chat.completion", "message", message, finishReason()).put("usage", stream.usage());
    }

    @Override
    public List<JsonObject> events() {
        List<JsonObject> chunks = new ArrayList<>();
        JsonObject opening = new JsonObject().put("role", "assistant");
        chunks.add(chunk(
                reply.tool() == null
                        ? opening.put("content", "")
                        : opening.putNull("content").put("tool_calls", toolCalls(call("").put("index", 0))),
                null));
        reply.pieces().forEach(piece -> chunks.add(chunk(delta(piece), null)));
        chunks.add(chunk(new JsonObject(), finishReason()));
        stream.addUsage(chunks, object("chat.completion.chunk"));
        return chunks;
    }

    @Override
    public String end() {
        return CompletionStream.END;
    }

    private JsonObject delta(String piece) {
        return reply.tool() == null
                ? new JsonObject().put("content", piece)
                : new JsonObject()
                        .put(
                                "tool_calls",
                                toolCalls(new JsonObject()
                                        .put("index", 0)
                                        .put("function", new JsonObject().put("arguments", piece))));
    }

    private String finishReason() {
        return reply.tool() == null ? "stop" : "tool_calls";
    }

    private JsonObject call(String arguments) {
        return new JsonObject()
                .put("id", callId)
                .put("type", "function")
                .put("function", new JsonObject().put("name", reply.tool()).put("arguments", arguments));
    }

    private static JsonArray toolCalls(JsonObject call) {
        return new JsonArray().add(call);
    }

    private JsonObject chunk(JsonObject delta, @Nullable String finishReason) {
        return choice("chat.completion.chunk", "delta", delta, finishReason);
    }

    private JsonObject choice(String kind, String field, JsonObject content, @Nullable String finishReason) {
        return object(kind)
                .put(
                        "choices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("index", 0)
                                        .put(field, content)
                                        .putNull("logprobs")
                                        .put("finish_reason", finishReason)));
    }

    private JsonObject object(String kind) {
        return new JsonObject()
                .put("id", id)
                .put("object", kind)
                .put("created", DemoModel.CREATED)
                .put("model", DemoModel.NAME)
                .put("system_fingerprint", "fp_demo");
    }
}
