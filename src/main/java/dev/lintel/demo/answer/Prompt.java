package dev.lintel.demo.answer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The text that a request asks with.
 *
 * @param text the last text of a user or of a tool; empty if there is none
 * @param byUser whether a user wrote it; if not, a tool has returned it
 */
public record Prompt(String text, boolean byUser) {

    private static final Prompt NONE = new Prompt("", false);

    /** Reads a text, a list of texts, or the messages or items of any dialect. */
    static Prompt of(@Nullable Object asked) {
        if (asked instanceof String text) {
            return new Prompt(text, true);
        }
        return asked instanceof JsonArray items ? of(items) : NONE;
    }

    private static Prompt of(JsonArray items) {
        for (int last = items.size() - 1; last >= 0; last--) {
            Object item = items.getValue(last);
            if (item instanceof String text) {
                return new Prompt(text, true);
            }
            if (item instanceof JsonObject message && isOfTool(message)) {
                return new Prompt(text(message), false);
            }
            if (item instanceof JsonObject message && "user".equals(message.getValue("role"))) {
                return ofUser(message.getValue("content"));
            }
        }
        return NONE;
    }

    // Anthropic has the result of a tool among the blocks of a user's message.
    private static Prompt ofUser(@Nullable Object content) {
        if (content instanceof JsonArray blocks) {
            for (int last = blocks.size() - 1; last >= 0; last--) {
                Object block = blocks.getValue(last);
                boolean ofTool = block instanceof JsonObject given && isOfTool(given);
                if (ofTool || !text(block).isEmpty()) {
                    return new Prompt(text(block), !ofTool);
                }
            }
        }
        return new Prompt(text(content), true);
    }

    private static boolean isOfTool(JsonObject message) {
        return "tool".equals(message.getValue("role"))
                || (message.getValue("type") instanceof String type
                        && (type.equals("tool_result") || type.endsWith("_call_output")));
    }

    /** The last text in a text, a block or a list of blocks. */
    private static String text(@Nullable Object value) {
        if (value instanceof JsonArray blocks) {
            String text = "";
            for (int last = blocks.size() - 1; last >= 0 && text.isEmpty(); last--) {
                text = text(blocks.getValue(last));
            }
            return text;
        }
        if (value instanceof JsonObject block) {
            return text(block.getValue("text", block.getValue("content", block.getValue("output"))));
        }
        return value instanceof String text ? text : "";
    }
}
