package dev.lintel.openai.content.prompt;

import dev.lintel.openai.Operation;
import dev.lintel.openai.content.ContentBudget;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.Message;
import dev.lintel.openai.content.Part;
import dev.lintel.openai.content.Prompt;
import dev.lintel.openai.json.JsonValue;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a request puts before the model. Any field of the body may be of any type: what is not as its dialect has
 * it is left out, or told by its type alone.
 */
public final class PromptReader {

    static final String UNKNOWN = "unknown";

    // Also what one span may hold of one request, unless a single message may be longer.
    private static final int MAX_BYTES = 256 * 1024;
    private static final int PART_BYTES = 64;

    private PromptReader() {}

    /** Reads one message of a dialect. */
    private interface MessageReader {

        /** The message that {@code item}, an object, is; null if it is none. */
        @Nullable
        Message read(JsonValue item, ContentBudget budget);
    }

    /**
     * Reads a whole body where it stands, which is known to be one JSON object in UTF-8. Embeddings have no content by the conventions.
     *
     * @return the last 1,000 messages at most, and of these the last that fit into 256 KiB or one message's limit
     */
    public static Prompt read(Operation operation, Buffer body, ContentRules rules) {
        return switch (operation) {
            case EMBEDDINGS -> Prompt.NONE;
            case COMPLETIONS -> completions(JsonValue.outline(body), rules);
            case CHAT_COMPLETIONS -> chat(JsonValue.outline(body), rules);
            case RESPONSES -> responses(JsonValue.outline(body), rules);
            case MESSAGES -> messages(JsonValue.outline(body), rules);
        };
    }

    private static Prompt completions(JsonValue request, ContentRules rules) {
        return new Prompt(history(request.at("prompt"), rules, (item, budget) -> null), List.of(), List.of());
    }

    private static Prompt chat(JsonValue request, ContentRules rules) {
        return new Prompt(
                history(request.at("messages"), rules, ChatMessageReader::read),
                List.of(),
                ToolDefinitionReader.read(request.atFirst("tools", "functions"), rules));
    }

    private static Prompt responses(JsonValue request, ContentRules rules) {
        return new Prompt(
                history(request.at("input"), rules, ResponsesItemReader::read),
                instructions(request.at("instructions"), rules, OpenAiBlock::read),
                ToolDefinitionReader.read(request.at("tools"), rules));
    }

    private static Prompt messages(JsonValue request, ContentRules rules) {
        return new Prompt(
                history(request.at("messages"), rules, AnthropicBlock::readMessage),
                instructions(request.at("system"), rules, AnthropicBlock::read),
                ToolDefinitionReader.read(request.at("tools"), rules));
    }

    private static List<Part> instructions(JsonValue value, ContentRules rules, ContentParts.BlockReader blocks) {
        return ContentParts.of(value.inFull(), new ContentBudget(rules, rules.limit()), blocks);
    }

    private static List<Message> history(JsonValue value, ContentRules rules, MessageReader reader) {
        List<JsonValue> items = value.isArray() ? value.elements() : List.of(value);
        List<Message> newestFirst = new ArrayList<>();
        int left = Math.max(MAX_BYTES, rules.limit());
        for (int i = items.size() - 1; i >= 0 && left > 0; i--) {
            ContentBudget budget = new ContentBudget(rules, Math.min(rules.limit(), left));
            Message message = message(items.get(i), budget, reader);
            if (message != null) {
                newestFirst.add(message);
                left -= budget.used() + PART_BYTES * (1 + message.parts().size());
            }
        }
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private static @Nullable Message message(JsonValue item, ContentBudget budget, MessageReader reader) {
        if (item.isText()) {
            return new Message("user", ContentParts.text(item, budget), null);
        }
        return item.isObject() ? reader.read(item.inFull(), budget) : null;
    }
}
