package dev.lintel.openai.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One pass over one value in a JSON body. Of a value with too much below it the rest is passed over. */
final class JsonValueReader {

    // Of many elements the last ones are kept: in a conversation they are the newest.
    private static final int MAX_ELEMENTS = 1_000;
    private static final int MAX_FIELDS = 100;

    private final JsonParser json;
    private final byte[] body;
    private final int origin;
    private int values;

    JsonValueReader(JsonParser json, byte[] body, int origin, int values) {
        this.json = json;
        this.body = body;
        this.origin = origin;
        this.values = values;
    }

    JsonValue read(int levels) throws IOException {
        JsonToken token = json.currentToken();
        int start = origin + (int) json.currentTokenLocation().getByteOffset();
        Map<String, JsonValue> fields = Map.of();
        List<JsonValue> elements = List.of();
        if (token == JsonToken.START_OBJECT && levels > 0) {
            fields = readFields(levels - 1);
        } else if (token == JsonToken.START_ARRAY && levels > 0) {
            elements = readElements(levels - 1);
        } else {
            json.skipChildren();
        }
        int end = origin + (int) json.currentLocation().getByteOffset();
        return new JsonValue(body, token, start, end, fields, elements);
    }

    private Map<String, JsonValue> readFields(int levels) throws IOException {
        Map<String, JsonValue> fields = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            if (fields.size() < MAX_FIELDS && values > 0) {
                values--;
                fields.put(name, read(levels));
            } else {
                json.skipChildren();
            }
        }
        return fields;
    }

    private List<JsonValue> readElements(int levels) throws IOException {
        Deque<JsonValue> elements = new ArrayDeque<>();
        JsonToken token = json.nextToken();
        while (token != null && token != JsonToken.END_ARRAY) {
            values--;
            elements.addLast(read(values > 0 ? levels : 0));
            if (elements.size() > MAX_ELEMENTS) {
                elements.removeFirst();
            }
            token = json.nextToken();
        }
        return new ArrayList<>(elements);
    }
}
