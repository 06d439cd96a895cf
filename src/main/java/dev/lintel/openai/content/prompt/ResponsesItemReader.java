package dev.lintel.openai.content.prompt;

import dev.lintel.openai.content.ContentBudget;
import dev.lintel.openai.content.Message;
import dev.lintel.openai.content.Part;
import dev.lintel.openai.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** Reads input items as responses have them. Each becomes a message, also what a model only thought or called. */
final class ResponsesItemReader {

    private ResponsesItemReader() {}

    static Message read(JsonValue item, ContentBudget budget) {
        String type = budget.wordOr("message", item.at("type"));
        return switch (type) {
            case "message" ->
                new Message(
                        budget.wordOr(PromptReader.UNKNOWN, item.at("role")),
                        ContentParts.of(item.at("content"), budget, OpenAiBlock::read),
                        null);
            case "function_call", "custom_tool_call" -> new Message("assistant", List.of(toolCall(item, budget)), null);
            case "function_call_output", "custom_tool_call_output" -> {
                String id = budget.name(item.at("call_id"));
                yield new Message(
                        "tool", ContentParts.toolResponse(id, item.at("output"), budget, OpenAiBlock::read), null);
            }
            case "reasoning" -> new Message("assistant", reasoning(item, budget), null);
            default -> new Message(roleOf(type), ContentParts.unknown(item, budget), null);
        };
    }

    private static Part toolCall(JsonValue item, ContentBudget budget) {
        return new Part.ToolCall(
                budget.name(item.at("call_id")),
                budget.nameOr(PromptReader.UNKNOWN, item.at("name")),
                budget.json(item.atFirst("arguments", "input")));
    }

    private static List<Part> reasoning(JsonValue item, ContentBudget budget) {
        List<Part> parts = new ArrayList<>(ContentParts.of(item.at("summary"), budget, OpenAiBlock::read));
        parts.addAll(ContentParts.of(item.at("content"), budget, OpenAiBlock::read));
        return parts;
    }

    // The names of the items say who sends them: local_shell_call_output, mcp_approval_response, web_search_call.
    private static String roleOf(String type) {
        if (type.endsWith("_output")) {
            return "tool";
        }
        return type.endsWith("_response") ? "user" : "assistant";
    }
}
