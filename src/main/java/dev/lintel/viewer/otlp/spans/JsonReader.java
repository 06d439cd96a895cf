package dev.lintel.viewer.otlp.spans;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Walks through JSON. Each reader of a field or an element begins at its first token, and need not go beyond it. */
final class JsonReader {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser parser;

    private JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads one field's value. */
    interface Field {
        void read(String name) throws IOException;
    }

    /** Reads one element of an array. */
    interface Element {
        void read() throws IOException;
    }

    /** Reads a whole document, which is an object. */
    interface Document {
        void read(JsonReader reader) throws IOException;
    }

    static void read(byte[] bytes, Document document) {
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed();
            }
            document.read(new JsonReader(parser));
            if (parser.nextToken() != null) {
                throw malformed();
            }
        } catch (IOException | NumberFormatException e) {
            throw malformed();
        }
    }

    /** Goes through the fields of the object that begins here; anything else than an object has none. */
    void fields(Field field) throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            field.read(name);
            // Does nothing but where an object or an array begins that nobody has read.
            parser.skipChildren();
        }
    }

    /** Goes through the elements of the array that begins here; anything else than an array has none. */
    void elements(Element element) throws IOException {
        if (!parser.hasToken(JsonToken.START_ARRAY)) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.read();
            parser.skipChildren();
        }
    }

    /** A text; empty where there is none. */
    String text() throws IOException {
        String text = parser.getValueAsString("");
        return text == null ? "" : text;
    }

    /** A number that may stand as a text, as 64 bits do; unsigned where it is too large to be signed. */
    long number() throws IOException {
        String digits = text();
        if (digits.isEmpty()) {
            return 0;
        }
        return digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
    }

    /** A number with a fraction, which may stand as a text. */
    double fraction() throws IOException {
        return Double.parseDouble(text());
    }

    boolean truth() {
        return parser.hasToken(JsonToken.VALUE_TRUE);
    }

    private static RefusedExportException malformed() {
        return RefusedExportException.malformed("The body is no OTLP in JSON.");
    }
}
