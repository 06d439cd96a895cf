package dev.lintel.demo.answer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What one request of Anthropic's Messages API is answered: one block, which is a text or the use of a tool. */
final class MessagesAnswer implements Answer {

    private final String id = "msg_demo_" + UUID.randomUUID();
    private final String callId = "toolu_demo_" + UUID.randomUUID();
    private final Reply reply;
    private final int inputTokens;

    MessagesAnswer(JsonObject request, Reply reply) {
        this.reply = reply;
        this.inputTokens = tokens(request);
    }

    /** How many tokens a request has. */
    static int tokens(JsonObject request) {
        return TokenUsage.count(request, "system", "messages", "tools");
    }

    @Override
    public JsonObject whole() {
        JsonObject block = reply.tool() == null
                ? block().put("text", reply.text())
                : block().put("input", new JsonObject(reply.text()));
        return message(new JsonArray().add(block), reply.pieces().size()).put("stop_reason", stopReason());
    }

    @Override
    public List<JsonObject> events() {
        List<JsonObject> events = new ArrayList<>();
        events.add(event("message_start").put("message", message(new JsonArray(), 1)));
        events.add(ofBlock("content_block_start").put("content_block", block()));
        events.add(event("ping"));
        for (String piece : reply.pieces()) {
            events.add(ofBlock("content_block_delta").put("delta", delta(piece)));
        }
        events.add(ofBlock("content_block_stop"));
        events.add(event("message_delta")
                .put("delta", new JsonObject().put("stop_reason", stopReason()).putNull("stop_sequence"))
                .put(
                        "usage",
                        new JsonObject().put("output_tokens", reply.pieces().size())));
        events.add(event("message_stop"));
        return events;
    }

    private JsonObject delta(String piece) {
        return reply.tool() == null
                ? new JsonObject().put("type", "text_delta").put("text", piece)
                : new JsonObject().put("type", "input_json_delta").put("partial_json", piece);
    }

    /** The block as it is before anything has come of it. */
    private JsonObject block() {
        return reply.tool() == null
                ? new JsonObject().put("type", "text").put("text", "")
                : new JsonObject()
                        .put("type", "tool_use")
                        .put("id", callId)
                        .put("name", reply.tool())
                        .put("input", new JsonObject());
    }

    private String stopReason() {
        return reply.tool() == null ? "end_turn" : "tool_use";
    }

    private JsonObject message(JsonArray content, int outputTokens) {
        return new JsonObject()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", DemoModel.NAME)
                .put("content", content)
                .putNull("stop_reason")
                .putNull("stop_sequence")
                .put("usage", new TokenUsage(inputTokens, outputTokens).ofMessage());
    }

    private static JsonObject ofBlock(String type) {
        return event(type).put("index", 0);
    }

    private static JsonObject event(String type) {
        return new JsonObject().put("type", type);
    }
}
