package dev.lintel.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;

/**
 * One model of a list.
 *
 * @param id how its provider names it
 * @param text as its provider wrote it
 * @param isAnthropic whether that is in Anthropic's form
 * @param created when it was made, in seconds since 1970; 0 where its provider does not say
 */
record ModelEntry(String id, Buffer text, boolean isAnthropic, long created) {

    private static final long MOST_SECONDS =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    /**
     * Reads one, whose first brace the parser has read.
     *
     * @param list what the parser reads
     * @throws IllegalArgumentException for one without an id
     */
    static ModelEntry read(JsonParser json, Buffer list) throws IOException {
        int start = (int) json.currentTokenLocation().getByteOffset();
        String id = null;
        boolean named = false;
        boolean typed = false;
        long created = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("id") && value == JsonToken.VALUE_STRING) {
                id = json.getText();
            } else if (name.equals("created") && value == JsonToken.VALUE_NUMBER_INT) {
                created = json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? 0 : json.getLongValue();
            }
            named |= name.equals("display_name") && value == JsonToken.VALUE_STRING;
            typed |= name.equals("type")
                    && value == JsonToken.VALUE_STRING
                    && json.getText().equals("model");
            json.skipChildren();
        }
        if (id == null) {
            throw new IllegalArgumentException("an entry has no 'id'");
        }
        int end = (int) json.currentLocation().getByteOffset();
        return new ModelEntry(id, list.getBuffer(start, end), named && typed, created);
    }

    /** In Anthropic's form: as it was written where it has that, else with what is known of it; 1970 stands for no known time. */
    Buffer anthropicText() {
        if (isAnthropic) {
            return text;
        }
        long seconds = created < 0 || created > MOST_SECONDS ? 0 : created;
        return Buffer.buffer("{\"type\":\"model\",\"id\":" + quotedId() + ",\"display_name\":" + quotedId()
                + ",\"created_at\":\"" + Instant.ofEpochSecond(seconds) + "\"}");
    }

    /** The id as a string of JSON. */
    String quotedId() {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(id)) + '"';
    }
}
