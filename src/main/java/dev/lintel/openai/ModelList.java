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

/** The answer to {@code GET /v1/models}: one list made from several, each entry as its provider wrote it. */
public final class ModelList {

    private static final JsonFactory JSON = new JsonFactory();

    private final List<Buffer> entries = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    /**
     * Takes up the entries of one provider's list. An id that an earlier list had is not taken up again.
     *
     * @throws IllegalArgumentException when {@code list} is no model list; nothing of it is taken up then
     */
    public void add(Buffer list) {
        List<Entry> read;
        try (JsonParser json = JSON.createParser(list.getBytes())) {
            read = read(json, list);
        } catch (IOException e) {
            throw new IllegalArgumentException("not valid JSON", e);
        }
        for (Entry entry : read) {
            if (ids.add(entry.id())) {
                entries.add(entry.text());
            }
        }
    }

    /** The merged list as JSON. */
    public Buffer toJson() {
        Buffer json = Buffer.buffer("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < entries.size(); i++) {
            if (i > 0) {
                json.appendByte((byte) ',');
            }
            json.appendBuffer(entries.get(i));
        }
        return json.appendString("]}");
    }

    private static List<Entry> read(JsonParser json, Buffer list) throws IOException {
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
            List<Entry> entries = readEntries(json, list);
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

    private static List<Entry> readEntries(JsonParser json, Buffer list) throws IOException {
        List<Entry> entries = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            int start = (int) json.currentTokenLocation().getByteOffset();
            String id = readId(json);
            int end = (int) json.currentLocation().getByteOffset();
            entries.add(new Entry(id, list.getBuffer(start, end)));
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw new IllegalArgumentException("an entry is not an object");
        }
        return entries;
    }

    private static String readId(JsonParser json) throws IOException {
        String id = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("id") && value == JsonToken.VALUE_STRING) {
                id = json.getText();
            }
            json.skipChildren();
        }
        if (id == null) {
            throw new IllegalArgumentException("an entry has no 'id'");
        }
        return id;
    }

    private record Entry(String id, Buffer text) {}
}
