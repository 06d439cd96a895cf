package dev.lintel.openai.content.prompt;

import dev.lintel.openai.content.ContentBudget;
import dev.lintel.openai.content.Part;
import dev.lintel.openai.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads content that is a string or a list of blocks, as all dialects write it. */
final class ContentParts {

    private ContentParts() {}

    /** Reads one block of a dialect. */
    interface BlockReader {

        /** The parts that {@code block}, an object, becomes: one mostly. */
        List<Part> read(JsonValue block, ContentBudget budget);
    }

    /** The parts of {@code content}, as many as may be told; none if it is neither string nor list nor block. */
    static List<Part> of(JsonValue content, ContentBudget budget, BlockReader blocks) {
        List<Part> parts = new ArrayList<>();
        if (content.isArray()) {
            for (JsonValue element : content.elements()) {
                if (budget.isSpent()) {
                    break;
                }
                add(element, budget, blocks, parts);
            }
        } else {
            add(content, budget, blocks, parts);
        }
        return parts;
    }

    private static void add(JsonValue value, ContentBudget budget, BlockReader blocks, List<Part> parts) {
        String text = budget.text(value);
        if (text != null) {
            parts.add(new Part.Text(text));
        } else if (value.isObject()) {
            parts.addAll(blocks.read(value, budget));
        }
    }

    /** A tool's answer, followed by what it sent along. */
    static List<Part> toolResponse(@Nullable String id, JsonValue content, ContentBudget budget, BlockReader blocks) {
        if (!content.isArray()) {
            String told = budget.json(content);
            return List.of(new Part.ToolCallResponse(id, told == null ? "" : told));
        }
        List<Part> parts = of(content, budget, blocks);
        List<Part> response = new ArrayList<>();
        response.add(new Part.ToolCallResponse(id, textOf(parts)));
        parts.stream().filter(part -> !(part instanceof Part.Text)).forEach(response::add);
        return response;
    }

    private static String textOf(List<Part> parts) {
        return parts.stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).content())
                .collect(Collectors.joining("\n"));
    }

    /** A part of a type that is not known: told by that type alone, since any field of it may hold bytes. */
    static List<Part> unknown(JsonValue block, ContentBudget budget) {
        return List.of(new Part.Generic(budget.nameOr("unknown", block.at("type")), null));
    }

    /** A text part, or none. */
    static List<Part> text(JsonValue value, ContentBudget budget) {
        String text = budget.text(value);
        return text == null ? List.of() : List.of(new Part.Text(text));
    }

    /** A reasoning part, or none. */
    static List<Part> reasoning(JsonValue value, ContentBudget budget) {
        String text = budget.text(value);
        return text == null ? List.of() : List.of(new Part.Reasoning(text));
    }
}
