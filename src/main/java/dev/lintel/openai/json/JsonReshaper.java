package dev.lintel.openai.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lintel.openai.content.ContentJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings content, as {@link ContentJson} writes it, into another form.
 *
 * @param <T> what each value becomes
 */
public final class JsonReshaper<T> {

    // Longer whole numbers fit into no long, and longer fractions into no double as they are written.
    private static final int MAX_DIGITS = 18;

    private final JsonShape<T> shape;

    /** Makes values of this shape. */
    public JsonReshaper(JsonShape<T> shape) {
        this.shape = shape;
    }

    /** The array that {@code json} is, in the new form. */
    public T reshaped(String json) {
        try (JsonParser parser = JsonValue.JSON.createParser(json)) {
            parser.nextToken();
            return read(parser);
        } catch (IOException e) {
            throw new UncheckedIOException("What was written as JSON is none", e);
        }
    }

    private T read(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_ARRAY -> shape.list(elements(json));
            case START_OBJECT -> shape.map(fields(json));
            case VALUE_TRUE, VALUE_FALSE -> shape.truth(json.getBooleanValue());
            case VALUE_NUMBER_INT ->
                json.getTextLength() <= MAX_DIGITS ? shape.number(json.getLongValue()) : shape.text(json.getText());
            case VALUE_NUMBER_FLOAT ->
                json.getTextLength() <= MAX_DIGITS ? shape.number(json.getDoubleValue()) : shape.text(json.getText());
            default -> shape.text(json.getText());
        };
    }

    private List<T> elements(JsonParser json) throws IOException {
        List<T> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_NULL) {
                elements.add(read(json));
            }
        }
        return elements;
    }

    private Map<String, T> fields(JsonParser json) throws IOException {
        Map<String, T> fields = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                fields.put(name, read(json));
            }
        }
        return fields;
    }
}
