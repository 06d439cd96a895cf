package dev.lintel.openai.content.prompt;

import dev.lintel.openai.content.ContentBudget;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.ToolDefinition;
import dev.lintel.openai.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the tools that a request offers, in any dialect. */
final class ToolDefinitionReader {

    private ToolDefinitionReader() {}

    /** What is told of a tool. */
    private enum Detail {
        ALL,
        WITHOUT_PARAMETERS
    }

    /** The tools in {@code tools}. If they are too large in all, parameters are left out, and then the last tools. */
    static List<ToolDefinition> read(JsonValue tools, ContentRules rules) {
        ContentBudget budget = new ContentBudget(rules, rules.limit());
        List<ToolDefinition> complete = read(tools, Detail.ALL, budget);
        return budget.isSpent()
                ? read(tools, Detail.WITHOUT_PARAMETERS, new ContentBudget(rules, rules.limit()))
                : complete;
    }

    private static List<ToolDefinition> read(JsonValue tools, Detail detail, ContentBudget budget) {
        List<ToolDefinition> definitions = new ArrayList<>();
        for (JsonValue element : tools.elements()) {
            JsonValue tool = element.inFull();
            if (tool.isObject() && !budget.isSpent()) {
                definitions.add(read(tool, tool.atFirst("function", "custom"), detail, budget));
            }
        }
        return definitions;
    }

    private static ToolDefinition read(JsonValue tool, JsonValue nested, Detail detail, ContentBudget budget) {
        JsonValue named = nested.isObject() ? nested : tool;
        String type = budget.nameOr("function", tool.at("type"));
        String name = budget.nameOr(type, named.atFirst("name", "server_label"));
        return new ToolDefinition(
                type,
                name,
                budget.text(named.at("description")),
                detail == Detail.ALL ? parameters(named.atFirst("parameters", "input_schema"), budget) : null);
    }

    private static @Nullable String parameters(JsonValue schema, ContentBudget budget) {
        return schema.isObject() ? budget.json(schema) : null;
    }
}
