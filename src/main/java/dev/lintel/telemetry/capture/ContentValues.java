package dev.lintel.telemetry.capture;

import dev.lintel.openai.content.ContentJson;
import dev.lintel.openai.content.Message;
import dev.lintel.openai.content.Part;
import dev.lintel.openai.content.ToolDefinition;
import dev.lintel.openai.json.JsonReshaper;
import dev.lintel.openai.json.JsonShape;
import io.opentelemetry.api.common.Value;
import java.util.List;
import java.util.Map;

/** Content in the structured form that the GenAI conventions want in events: the same as {@link ContentJson} writes. */
final class ContentValues {

    private static final JsonReshaper<Value<?>> RESHAPER = new JsonReshaper<>(new Values());

    private ContentValues() {}

    static Value<?> messages(List<Message> messages) {
        return of(ContentJson.messages(messages));
    }

    static Value<?> parts(List<Part> parts) {
        return of(ContentJson.parts(parts));
    }

    static Value<?> toolDefinitions(List<ToolDefinition> tools) {
        return of(ContentJson.toolDefinitions(tools));
    }

    private static Value<?> of(String json) {
        return RESHAPER.reshaped(json);
    }

    private static final class Values implements JsonShape<Value<?>> {

        @Override
        public Value<?> text(String value) {
            return Value.of(value);
        }

        @Override
        public Value<?> number(long value) {
            return Value.of(value);
        }

        @Override
        public Value<?> number(double value) {
            return Value.of(value);
        }

        @Override
        public Value<?> truth(boolean value) {
            return Value.of(value);
        }

        @Override
        public Value<?> list(List<Value<?>> elements) {
            return Value.of(elements);
        }

        @Override
        public Value<?> map(Map<String, Value<?>> fields) {
            return Value.of(fields);
        }
    }
}
