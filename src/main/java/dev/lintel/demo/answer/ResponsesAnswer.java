package dev.lintel.demo.answer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What one request of the Responses API is answered: one item, which is a message or the call of a function. */
final class ResponsesAnswer implements Answer {

    private final String id = "resp_demo_" + UUID.randomUUID();
    private final String itemId;
    private final String callId = "call_demo_" + UUID.randomUUID();
    private final JsonObject request;
    private final Reply reply;
    private final boolean generates;

    ResponsesAnswer(JsonObject request, Reply reply) {
        this.request = request;
        this.reply = reply;
        this.itemId = (reply.tool() == null ? "msg_demo_" : "fc_demo_") + UUID.randomUUID();
        // With false a client has only the prompt read, before a turn that will need it.
        this.generates = !Boolean.FALSE.equals(request.getValue("generate"));
    }

    @Override
    public JsonObject whole() {
        return generates
                ? completed(
                        new JsonArray().add(item("completed", reply.text())),
                        reply.pieces().size())
                : completed(new JsonArray(), 0);
    }

    @Override
    public List<JsonObject> events() {
        List<JsonObject> events = new ArrayList<>();
        add(events, "response.created").put("response", response("in_progress"));
        if (generates) {
            add(events, "response.in_progress").put("response", response("in_progress"));
            addItem(events, "added", "in_progress", "");
            if (reply.tool() == null) {
                addText(events);
            } else {
                addArguments(events);
            }
            addItem(events, "done", "completed", reply.text());
        }
        add(events, "response.completed").put("response", whole());
        return events;
    }

    private void addText(List<JsonObject> events) {
        addContent(events, "content_part.added").put("part", part(""));
        for (String piece : reply.pieces()) {
            addContent(events, "output_text.delta").put("delta", piece).put("logprobs", new JsonArray());
        }
        addContent(events, "output_text.done").put("text", reply.text()).put("logprobs", new JsonArray());
        addContent(events, "content_part.done").put("part", part(reply.text()));
    }

    private void addArguments(List<JsonObject> events) {
        for (String piece : reply.pieces()) {
            addOfItem(events, "function_call_arguments.delta").put("delta", piece);
        }
        addOfItem(events, "function_call_arguments.done")
                .put("name", reply.tool())
                .put("arguments", reply.text());
    }

    private void addItem(List<JsonObject> events, String kind, String status, String content) {
        add(events, "response.output_item." + kind).put("output_index", 0).put("item", item(status, content));
    }

    private JsonObject addContent(List<JsonObject> events, String kind) {
        return addOfItem(events, kind).put("content_index", 0);
    }

    private JsonObject addOfItem(List<JsonObject> events, String kind) {
        return add(events, "response." + kind).put("item_id", itemId).put("output_index", 0);
    }

    private static JsonObject add(List<JsonObject> events, String type) {
        JsonObject event = new JsonObject().put("type", type).put("sequence_number", events.size());
        events.add(event);
        return event;
    }

    private JsonObject item(String status, String content) {
        JsonObject item = new JsonObject().put("id", itemId).put("status", status);
        if (reply.tool() != null) {
            return item.put("type", "function_call")
                    .put("call_id", callId)
                    .put("name", reply.tool())
                    .put("arguments", content);
        }
        return item.put("type", "message")
                .put("role", "assistant")
                .put("content", content.isEmpty() ? new JsonArray() : new JsonArray().add(part(content)));
    }

    private static JsonObject part(String text) {
        return new JsonObject()
                .put("type", "output_text")
                .put("annotations", new JsonArray())
                .put("logprobs", new JsonArray())
                .put("text", text);
    }

    private JsonObject completed(JsonArray output, int outputTokens) {
        int inputTokens = TokenUsage.count(request, "instructions", "input", "tools");
        return response("completed")
                .put("completed_at", DemoModel.CREATED)
                .put("output", output)
                .put("usage", new TokenUsage(inputTokens, outputTokens).ofResponse());
    }

    /** A response without output, which tells again what was asked for. */
    private JsonObject response(String status) {
        JsonObject response = new JsonObject()
                .put("id", id)
                .put("object", "response")
                .put("created_at", DemoModel.CREATED)
                .put("status", status)
                .put("background", false)
                .putNull("error")
                .putNull("incomplete_details")
                .put("model", DemoModel.NAME)
                .put("output", new JsonArray())
                .putNull("usage");
        defaults()
                .forEach(field -> response.put(
                        field.getKey(),
                        request.getValue(field.getKey()) == null
                                ? field.getValue()
                                : request.getValue(field.getKey())));
        return response;
    }

    private static JsonObject defaults() {
        return new JsonObject()
                .putNull("instructions")
                .putNull("max_output_tokens")
                .put("metadata", new JsonObject())
                .put("parallel_tool_calls", true)
                .putNull("previous_response_id")
                .put("reasoning", new JsonObject().putNull("effort").putNull("summary"))
                .put("store", true)
                .put("temperature", 1.0)
                .put("text", new JsonObject().put("format", new JsonObject().put("type", "text")))
                .put("tool_choice", "auto")
                .put("tools", new JsonArray())
                .put("top_p", 1.0)
                .put("truncation", "disabled");
    }
}
