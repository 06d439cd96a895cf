package dev.lintel.openai.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.lintel.http.ApiError;
import dev.lintel.http.BufferBytes;
import dev.lintel.http.RefusedException;
import dev.lintel.openai.json.JsonValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Lintel needs to know of a request's JSON body, read in one pass over the bytes and without building a tree.
 *
 * @param model the model that the caller asks for; null when the body names none
 * @param streaming whether the caller asks for an event stream
 * @param place where the model stands, or would stand
 * @param usageOption what asks for the usage at a stream's end ({@code stream_options.include_usage}); empty when the
 *     caller itself says whether it wants that
 * @param parameters what is asked of the model besides
 */
public record RequestOutline(
        @Nullable String model,
        boolean streaming,
        ModelPlace place,
        Optional<Splice> usageOption,
        RequestParameters parameters) {

    /**
     * Reads a whole body.
     *
     * @throws RefusedException when the body is not one JSON object in UTF-8, or names its model in a way that
     *     readers would disagree on
     */
    public static RequestOutline read(byte[] body) {
        return read(BufferBytes.buffer(Unpooled.wrappedBuffer(body)));
    }

    /**
     * Reads a whole body where it stands.
     *
     * @throws RefusedException when the body is not one JSON object in UTF-8, or names its model in a way that
     *     readers would disagree on
     */
    public static RequestOutline read(Buffer body) {
        ByteBuf bytes = BufferBytes.of(body);
        byte[] array = bytes.hasArray() ? bytes.array() : body.getBytes();
        int from = bytes.hasArray() ? bytes.arrayOffset() + bytes.readerIndex() : 0;
        try (JsonParser json = JsonValue.JSON.createParser(array, from, bytes.readableBytes())) {
            return new Reader(json).read();
        } catch (StreamConstraintsException e) {
            throw refused(null, "The body is nested more than " + JsonValue.MAX_NESTING + " levels deep.");
        } catch (IOException e) {
            throw refused(null, "The body is not valid JSON.");
        }
    }

    /** What has the body name {@code newModel}, whether or not it has named another. */
    public Splice modelTo(String newModel) {
        return place.to(newModel);
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
        private @Nullable ModelPlace place;
        private boolean empty = true;
        private Optional<Splice> usageOption = Optional.empty();
        private boolean optionsGiven;
        private final RequestParameters parameters = new RequestParameters();

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
            int inside = start() + 1;
            usageOption = Optional.of(new Splice(inside, inside, "\"stream_options\":{\"include_usage\":true},"));
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                empty = false;
                readField(json.currentName());
            }
            if (json.nextToken() != null) {
                throw refused(null, "The body must be one JSON object with nothing after it.");
            }
            ModelPlace found = place == null ? ModelPlace.before(inside, empty) : place;
            return new RequestOutline(model, streaming, found, usageOption, parameters);
        }

        private void readField(String name) throws IOException {
            JsonToken value = json.nextToken();
            switch (name) {
                case "model" -> readModel(value);
                case "stream" -> streaming = value == JsonToken.VALUE_TRUE;
                case "stream_options" -> readStreamOptions(value);
                default -> parameters.read(name, json);
            }
            json.skipChildren();
        }

        private void readStreamOptions(JsonToken value) throws IOException {
            int start = start();
            boolean again = optionsGiven;
            optionsGiven = true;
            usageOption = Optional.empty();
            if (again) {
                return;
            }
            if (value == JsonToken.VALUE_NULL) {
                usageOption = Optional.of(new Splice(start, end(), "{\"include_usage\":true}"));
            } else if (value == JsonToken.START_OBJECT) {
                usageOption = readIncludeUsage(start + 1);
            }
        }

        private Optional<Splice> readIncludeUsage(int inside) throws IOException {
            boolean empty = true;
            Optional<Splice> wish = Optional.empty();
            boolean given = false;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                empty = false;
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("include_usage")) {
                    given = true;
                    wish = value == JsonToken.VALUE_NULL
                            ? Optional.of(new Splice(start(), end(), "true"))
                            : Optional.empty();
                }
                json.skipChildren();
            }
            return given
                    ? wish
                    : Optional.of(new Splice(inside, inside, "\"include_usage\":true" + (empty ? "" : ",")));
        }

        private int start() {
            return (int) json.currentTokenLocation().getByteOffset();
        }

        private int end() {
            return (int) json.currentLocation().getByteOffset();
        }

        private void readModel(JsonToken value) throws IOException {
            // Parsers differ in which of two they take: the provider could serve another model than the one routed by.
            if (modelGiven) {
                throw refused("model", "'model' is given twice.");
            }
            modelGiven = true;
            if (value == JsonToken.VALUE_NULL) {
                place = ModelPlace.of(start(), end());
                return;
            }
            if (value != JsonToken.VALUE_STRING) {
                throw refused("model", "'model' must be a string.");
            }
            int start = start();
            model = json.getText();
            place = ModelPlace.of(start, end());
            if (model.isEmpty()) {
                throw refused("model", "'model' is empty.");
            }
            if (hasLoneSurrogate(model)) {
                throw refused("model", "'model' is not valid Unicode.");
            }
        }

        // Half of a character can be written in JSON, but not in UTF-8.
        private static boolean hasLoneSurrogate(String text) {
            for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
                c = text.codePointAt(i);
                if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                    return true;
                }
            }
            return false;
        }
    }
}
