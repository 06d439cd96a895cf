package dev.lintel.openai.content.prompt;

import dev.lintel.openai.content.ContentBudget;
import dev.lintel.openai.content.Part;
import dev.lintel.openai.json.JsonValue;
import java.util.List;

/** Reads blocks of content as chat completions and responses have them. */
final class OpenAiBlock {

    private OpenAiBlock() {}

    static List<Part> read(JsonValue block, ContentBudget budget) {
        return switch (block.at("type").string().beginning(32)) {
            case "text", "input_text", "output_text" -> ContentParts.text(block.at("text"), budget);
            case "summary_text", "reasoning_text" -> ContentParts.reasoning(block.at("text"), budget);
            case "image_url", "input_image" -> referenced("image", block, block.at("image_url"), budget);
            case "video_url" -> referenced("video", block, block.at("video_url"), budget);
            case "input_audio" -> audio(block.at("input_audio"), budget);
            case "file" -> file(block.at("file"), budget);
            case "input_file" -> file(block, budget);
            case "refusal" -> List.of(new Part.Generic("refusal", budget.text(block.at("refusal"))));
            default -> ContentParts.unknown(block, budget);
        };
    }

    private static List<Part> referenced(String modality, JsonValue block, JsonValue reference, ContentBudget budget) {
        JsonValue url = reference.isObject() ? reference.at("url") : reference;
        if (url.isText()) {
            return List.of(Attachment.byUrl(modality, url, budget));
        }
        JsonValue id = block.at("file_id");
        return id.isText() ? List.of(Attachment.byId(modality, id, budget)) : ContentParts.unknown(block, budget);
    }

    private static List<Part> audio(JsonValue audio, ContentBudget budget) {
        String type = Attachment.audioType(budget.name(audio.at("format")));
        return List.of(Attachment.inline("audio", type, audio.at("data")));
    }

    private static List<Part> file(JsonValue file, ContentBudget budget) {
        if (file.at("file_data").isText()) {
            return List.of(Attachment.inline(Attachment.DOCUMENT, null, file.at("file_data")));
        }
        return List.of(
                file.at("file_url").isText()
                        ? Attachment.byUrl(Attachment.DOCUMENT, file.at("file_url"), budget)
                        : Attachment.byId(Attachment.DOCUMENT, file.at("file_id"), budget));
    }
}
