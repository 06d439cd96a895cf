package dev.lintel.openai.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.lintel.http.BufferBytes;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A value in a JSON body: what kind it is, and where it stands. Its text is not taken out of the body before it is asked
 * for. Whatever is not there, or is of another kind than the one asked for, is empty.
 */
public final class JsonValue {

    private static final int MAX_LEVELS = 8;
    private static final int MAX_VALUES = 20_000;

    /** How many levels deep a body may be nested. */
    public static final int MAX_NESTING = 2_000;

    /** Reads bodies. */
    public static final JsonFactory JSON = nested(MAX_NESTING).build();

    private static final JsonValue ABSENT =
            new JsonValue(new byte[0], JsonToken.NOT_AVAILABLE, 0, 0, Map.of(), List.of());

    private final byte[] body;
    private final JsonToken token;
    private final int start;
    private final int end;
    private final Map<String, JsonValue> fields;
    private final List<JsonValue> elements;

    /** Reads so many levels. The listener bounds the size of bodies: within it a string (an image, say) may be of any length. */
    static JsonFactoryBuilder nested(int levels) {
        return new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(levels)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build());
    }

    JsonValue(
            byte[] body, JsonToken token, int start, int end, Map<String, JsonValue> fields, List<JsonValue> elements) {
        this.body = body;
        this.token = token;
        this.start = start;
        this.end = end;
        this.fields = fields;
        this.elements = elements;
    }

    /**
     * The object that {@code body} is: its fields, and where their elements are. What is no JSON in UTF-8 is absent. A large body is
     * not copied, and must stay as it is.
     */
    public static JsonValue outline(Buffer body) {
        ByteBuf bytes = BufferBytes.of(body);
        return bytes.hasArray()
                ? read(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), 2, Integer.MAX_VALUE)
                : read(body.getBytes(), 0, 2, Integer.MAX_VALUE);
    }

    /** The same value with all known of it that is of use. */
    public JsonValue inFull() {
        return isObject() || isArray() ? read(body, start, MAX_LEVELS, MAX_VALUES) : this;
    }

    public boolean isObject() {
        return token == JsonToken.START_OBJECT;
    }

    public boolean isArray() {
        return token == JsonToken.START_ARRAY;
    }

    public boolean isText() {
        return token == JsonToken.VALUE_STRING;
    }

    /** The field of that name; of two the last. */
    public JsonValue at(String name) {
        return fields.getOrDefault(name, ABSENT);
    }

    /** The first of these fields that is there. */
    public JsonValue atFirst(String... names) {
        for (String name : names) {
            JsonValue value = at(name);
            if (value != ABSENT && value.token != JsonToken.VALUE_NULL) {
                return value;
            }
        }
        return ABSENT;
    }

    /** The elements, or the last of them if there are many. */
    public List<JsonValue> elements() {
        return elements;
    }

    /** The string, its beginning if it is long. */
    public JsonString string() {
        return isText() ? new JsonString(body, start) : JsonString.EMPTY;
    }

    /** Whether this is a string that says just {@code text}. */
    boolean says(String text) {
        return isText() && string().beginning(text.length() + 1).equals(text);
    }

    /** How many bytes of the body an object or array takes. */
    public int length() {
        return end - start;
    }

    /** An object or array as it stands in the body. */
    public String asWritten() {
        return beginningAsWritten(length());
    }

    /** As many bytes of it. A character that would be cut is none. */
    public String beginningAsWritten(int bytes) {
        return new String(body, start, Math.min(bytes, length()), StandardCharsets.UTF_8);
    }

    private static JsonValue read(byte[] body, int start, int levels, int values) {
        try (JsonParser json = JSON.createParser(body, start, body.length - start)) {
            boolean placed =
                    json.nextToken() != null && json.currentTokenLocation().getByteOffset() >= 0;
            return placed ? new JsonValueReader(json, body, start, values).read(levels) : ABSENT;
        } catch (IOException e) {
            // Bodies that are no JSON were refused before: nothing is known of this one, and nothing told.
            return ABSENT;
        }
    }
}
