package dev.lintel.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What Lintel needs to know of a request's JSON body, read in one pass over the bytes and without building a tree.
 *
 * @param model the model that the caller asks for; null when the body names none
 * @param streaming whether the caller asks for an event stream
 * @param modelStart offset in the body of the opening quote of the model's value; meaningless without a model
 * @param modelEnd offset in the body just after its closing quote
 */
public record RequestOutline(@Nullable String model, boolean streaming, int modelStart, int modelEnd) {

    private static final int MAX_NESTING = 2_000;

    // The body's size is bounded by the listener: within it a string (an image, say) may be of any length.
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /**
     * Reads a whole body.
     *
     * @throws RefusedException when the body is not one JSON object in UTF-8, or names its model in a way that
     *     readers would disagree on
     */
    public static RequestOutline read(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            return new Reader(json).read();
        } catch (StreamConstraintsException e) {
            throw refused(null, "The body is nested more than " + MAX_NESTING + " levels deep.");
        } catch (IOException e) {
            throw refused(null, "The body is not valid JSON.");
        }
    }

    /** The body with {@code newModel} in the place of the model that it names; all other bytes are untouched. */
    public byte[] withModel(byte[] body, String newModel) {
        byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(newModel);
        byte[] spliced = new byte[modelStart + 1 + quoted.length + 1 + (body.length - modelEnd)];
        System.arraycopy(body, 0, spliced, 0, modelStart);
        spliced[modelStart] = '"';
        System.arraycopy(quoted, 0, spliced, modelStart + 1, quoted.length);
        spliced[modelStart + 1 + quoted.length] = '"';
        System.arraycopy(body, modelEnd, spliced, modelStart + quoted.length + 2, body.length - modelEnd);
        return spliced;
    }

    private static RefusedException refused(@Nullable String param, String message) {
        return new RefusedException(
                ApiError.invalidRequest(400, param == null ? "invalid_json" : "invalid_" + param, param, message));
    }

    /** One pass over one body. */
    private static final class Reader {

        private final JsonParser json;
        private @Nullable String model;
        private boolean modelGiven;
        private boolean streaming;
        private int modelStart;
        private int modelEnd;

        Reader(JsonParser json) {
            this.json = json;
        }

        RequestOutline read() throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw refused(null, "The body must be a JSON object.");
            }
            // The parser reads other encodings too, but then it knows no offsets.
            if (json.currentTokenLocation().getByteOffset() < 0) {
                throw refused(null, "The body must be JSON in UTF-8.");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                readField(json.currentName());
            }
            if (json.nextToken() != null) {
                throw refused(null, "The body must be one JSON object with nothing after it.");
            }
            return new RequestOutline(model, streaming, modelStart, modelEnd);
        }

        private void readField(String name) throws IOException {
            JsonToken value = json.nextToken();
            switch (name) {
                case "model" -> readModel(value);
                case "stream" -> streaming = value == JsonToken.VALUE_TRUE;
                default -> {}
            }
            json.skipChildren();
        }

        private void readModel(JsonToken value) throws IOException {
            // Parsers differ in which of two they take: the provider could serve another model than the one routed by.
            if (modelGiven) {
                throw refused("model", "'model' is given twice.");
            }
            modelGiven = true;
            if (value == JsonToken.VALUE_NULL) {
                return;
            }
            if (value != JsonToken.VALUE_STRING) {
                throw refused("model", "'model' must be a string.");
            }
            modelStart = (int) json.currentTokenLocation().getByteOffset();
            model = json.getText();
            modelEnd = (int) json.currentLocation().getByteOffset();
            if (model.isEmpty()) {
                throw refused("model", "'model' is empty.");
            }
            if (hasLoneSurrogate(model)) {
                throw refused("model", "'model' is not valid Unicode.");
            }
        }

        // Half of a character can be written in JSON, but not in UTF-8.
        private static boolean hasLoneSurrogate(String text) {
            return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        }
    }
}
