package dev.lintel.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The answer to {@code GET /v1/models}: one list made from several, with what each provider wrote of its models. */
public final class ModelList {

    private static final JsonFactory JSON = new JsonFactory();

    private final List<ModelEntry> entries = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    /**
     * Takes up the entries of one provider's list. An id that an earlier list had is not taken up again.
     *
     * @throws IllegalArgumentException when {@code list} is no model list; nothing of it is taken up then
     */
    public void add(Buffer list) {
        List<ModelEntry> read;
        try (JsonParser json = JSON.createParser(list.getBytes())) {
            read = read(json, list);
        } catch (IOException e) {
            throw new IllegalArgumentException("not valid JSON", e);
        }
        for (ModelEntry entry : read) {
            if (ids.add(entry.id())) {
                entries.add(entry);
            }
        }
    }

    /** The merged list as JSON, in OpenAI's form. */
    public Buffer toJson() {
        return written("{\"object\":\"list\",\"data\":[", ModelEntry::text).appendString("]}");
    }

    /** The merged list as JSON, in Anthropic's form: all of it is one page. */
    public Buffer toAnthropicJson() {
        String first = entries.isEmpty() ? "null" : entries.get(0).quotedId();
        String last =
                entries.isEmpty() ? "null" : entries.get(entries.size() - 1).quotedId();
        return written("{\"data\":[", ModelEntry::anthropicText)
                .appendString("],\"has_more\":false,\"first_id\":" + first + ",\"last_id\":" + last + "}");
    }

    private Buffer written(String beginning, Function<ModelEntry, Buffer> form) {
        Buffer json = Buffer.buffer(beginning);
        for (int i = 0; i < entries.size(); i++) {
            if (i > 0) {
                json.appendByte((byte) ',');
            }
            json.appendBuffer(form.apply(entries.get(i)));
        }
        return json;
    }

    private static List<ModelEntry> read(JsonParser json, Buffer list) throws IOException {
        JsonToken first = json.nextToken();
        if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException("not a JSON object or array");
        }
        // The parser reads other encodings too, but then it knows no offsets.
        if (json.currentTokenLocation().getByteOffset() < 0) {
            throw new IllegalArgumentException("not UTF-8");
        }
        if (first == JsonToken.START_ARRAY) {
            // Some have no envelope.
            List<ModelEntry> entries = readEntries(json, list);
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("something follows the array");
            }
            return entries;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("data") && value == JsonToken.START_ARRAY) {
                return readEntries(json, list);
            }
            json.skipChildren();
        }
        throw new IllegalArgumentException("no 'data' array in it");
    }

    private static List<ModelEntry> readEntries(JsonParser json, Buffer list) throws IOException {
        List<ModelEntry> entries = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            entries.add(ModelEntry.read(json, list));
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw new IllegalArgumentException("an entry is not an object");
        }
        return entries;
    }
}
