package dev.lintel.demo.answer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A call of a tool that the answer is to be.
 *
 * @param name the tool's name
 * @param arguments a JSON object
 */
public record ToolCall(String name, String arguments) {

    /** Whether the request offers the tool, and as one that is called with a JSON object. */
    boolean isOfferedIn(JsonObject request) {
        return request.getValue("tools") instanceof JsonArray tools
                && tools.stream().anyMatch(tool -> tool instanceof JsonObject offered && isNameOf(offered));
    }

    private boolean isNameOf(JsonObject tool) {
        // Chat completions have what describes a function in a field of its own.
        JsonObject described = tool.getValue("function") instanceof JsonObject function ? function : tool;
        return name.equals(described.getValue("name")) && !isCalledWithText(tool);
    }

    // OpenAI's custom tools. Those of Anthropic are functions, and have a schema.
    private static boolean isCalledWithText(JsonObject tool) {
        return "custom".equals(tool.getValue("type")) && !tool.containsKey("input_schema");
    }
}
