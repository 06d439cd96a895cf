package dev.lintel.openai.content.prompt;

import dev.lintel.openai.content.ContentBudget;
import dev.lintel.openai.content.Message;
import dev.lintel.openai.content.Part;
import dev.lintel.openai.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads messages and their blocks as Anthropic's messages have them. */
final class AnthropicBlock {

    private AnthropicBlock() {}

    static Message readMessage(JsonValue message, ContentBudget budget) {
        return new Message(
                budget.wordOr(PromptReader.UNKNOWN, message.at("role")),
                ContentParts.of(message.at("content"), budget, AnthropicBlock::read),
                null);
    }

    static List<Part> read(JsonValue block, ContentBudget budget) {
        return switch (block.at("type").string().beginning(32)) {
            case "text" -> ContentParts.text(block.at("text"), budget);
            case "thinking" -> ContentParts.reasoning(block.at("thinking"), budget);
            case "image" -> source("image", block, budget);
            case "document" -> source(Attachment.DOCUMENT, block, budget);
            case "tool_use" ->
                List.of(new Part.ToolCall(
                        budget.name(block.at("id")),
                        budget.nameOr(PromptReader.UNKNOWN, block.at("name")),
                        budget.json(block.at("input"))));
            case "tool_result" ->
                ContentParts.toolResponse(
                        budget.name(block.at("tool_use_id")), block.at("content"), budget, AnthropicBlock::read);
            default -> ContentParts.unknown(block, budget);
        };
    }

    private static List<Part> source(String modality, JsonValue block, ContentBudget budget) {
        JsonValue source = block.at("source");
        @Nullable String mimeType = budget.name(source.at("media_type"));
        return switch (source.at("type").string().beginning(32)) {
            case "base64" -> List.of(Attachment.inline(modality, mimeType, source.at("data")));
            case "url" -> List.of(Attachment.byUrl(modality, source.at("url"), budget));
            case "file" -> List.of(Attachment.byId(modality, source.at("file_id"), budget));
            case "text" -> ContentParts.text(source.at("data"), budget);
            case "content" -> ContentParts.of(source.at("content"), budget, AnthropicBlock::read);
            default -> ContentParts.unknown(block, budget);
        };
    }
}
