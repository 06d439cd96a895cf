package dev.lintel.openai.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** JSON that stands inside a text: a tool's arguments, its answer, a schema. */
public final class EmbeddedJson {

    // As attributes of an event each level becomes three of protobuf, whose readers stop at a hundred.
    private static final int MAX_NESTING = 20;

    private static final JsonFactory JSON = JsonValue.nested(MAX_NESTING)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private EmbeddedJson() {}

    /** The object or array in {@code text}, compact; empty if it is none, or nested too deep to be handed on as such. */
    public static Optional<String> compact(String text) {
        return rewritten(text, UnaryOperator.identity());
    }

    /** The same with each name and value changed. */
    public static Optional<String> rewritten(String text, UnaryOperator<String> change) {
        if (!beginsAsStructure(text)) {
            return Optional.empty();
        }
        StringWriter out = new StringWriter(text.length());
        try (JsonParser from = JSON.createParser(text);
                JsonGenerator to = JSON.createGenerator(out)) {
            from.nextToken();
            rewrite(from, to, change);
            if (from.nextToken() != null) {
                return Optional.empty();
            }
        } catch (IOException e) {
            // What models write is often almost JSON: it is told as the text that it is.
            return Optional.empty();
        }
        return Optional.of(out.toString());
    }

    private static boolean beginsAsStructure(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c == '{' || c == '[';
            }
        }
        return false;
    }

    private static void rewrite(JsonParser from, JsonGenerator to, UnaryOperator<String> change) throws IOException {
        int depth = 0;
        JsonToken token = from.currentToken();
        while (token != null) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
            rewriteToken(token, from, to, change);
            if (depth == 0) {
                return;
            }
            token = from.nextToken();
        }
    }

    private static void rewriteToken(JsonToken token, JsonParser from, JsonGenerator to, UnaryOperator<String> change)
            throws IOException {
        switch (token) {
            case FIELD_NAME -> to.writeFieldName(change.apply(from.currentName()));
            case VALUE_STRING -> to.writeString(change.apply(from.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                String number = from.getText();
                String changed = change.apply(number);
                if (changed.equals(number)) {
                    to.writeNumber(number);
                } else {
                    to.writeString(changed);
                }
            }
            default -> to.copyCurrentEvent(from);
        }
    }
}
