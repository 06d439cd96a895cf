package dev.lintel.openai.content.prompt;

import dev.lintel.openai.content.ContentBudget;
import dev.lintel.openai.content.Message;
import dev.lintel.openai.content.Part;
import dev.lintel.openai.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads messages as chat completions have them. */
final class ChatMessageReader {

    private ChatMessageReader() {}

    static Message read(JsonValue message, ContentBudget budget) {
        String role = budget.wordOr(PromptReader.UNKNOWN, message.at("role"));
        List<Part> parts = new ArrayList<>();
        JsonValue content = message.at("content");
        if (role.equals("tool") || role.equals("function")) {
            String id = budget.name(message.at("tool_call_id"));
            parts.addAll(ContentParts.toolResponse(id, content, budget, OpenAiBlock::read));
        } else {
            parts.addAll(ContentParts.reasoning(message.atFirst("reasoning_content", "reasoning"), budget));
            parts.addAll(ContentParts.of(content, budget, OpenAiBlock::read));
        }
        if (message.at("refusal").isText()) {
            parts.add(new Part.Generic("refusal", budget.text(message.at("refusal"))));
        }
        for (JsonValue call : message.at("tool_calls").elements()) {
            if (budget.isSpent()) {
                break;
            }
            parts.add(toolCall(budget.name(call.at("id")), call.atFirst("function", "custom"), budget));
        }
        if (message.at("function_call").isObject()) {
            parts.add(toolCall(null, message.at("function_call"), budget));
        }
        return new Message(role, parts, null);
    }

    private static Part toolCall(@Nullable String id, JsonValue called, ContentBudget budget) {
        return new Part.ToolCall(
                id,
                budget.nameOr(PromptReader.UNKNOWN, called.at("name")),
                budget.json(called.atFirst("arguments", "input")));
    }
}
