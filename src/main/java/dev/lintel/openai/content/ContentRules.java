package dev.lintel.openai.content;

import dev.lintel.openai.json.EmbeddedJson;
import java.util.function.UnaryOperator;

/**
 * How much is told of what a call says, and what of it is never told. Immutable; any thread may ask.
 *
 * @param limit the most bytes, in UTF-8, of one message
 * @param redaction takes out of a text what must not be told, and half a character besides, which no encoding has; made for
 *     any text, from any thread
 */
public record ContentRules(int limit, UnaryOperator<String> redaction) {

    /** Stands at the end of a text of which the rest is left out; not counted in its length. */
    static final String CUT = "…[cut]";

    // Redaction sees this much more than is told: what begins within the limit is recognized whole.
    private static final char REPLACEMENT = '\uFFFD';
    private static final int MARGIN = 4_096;

    /** Checks the limit. */
    public ContentRules {
        if (limit < 1) {
            throw new IllegalArgumentException("content_limit: must be at least 1 byte");
        }
        UnaryOperator<String> given = redaction;
        redaction = text -> wholeCharacters(given.apply(text));
    }

    /** How many characters of a text are of use: those behind can not change what is told. */
    public int reach() {
        return (int) Math.min(Integer.MAX_VALUE, (long) limit + MARGIN);
    }

    /** A text as it is told. */
    public String whole(String text) {
        return whole(text, limit);
    }

    /** A text as it is told of which only the beginning is known. The last of it is left out: a secret may begin there. */
    public String beginning(String text) {
        return beginning(text, limit);
    }

    /** JSON as it is told: redacted value by value, so that it stays JSON; what is none is told as text. */
    public String json(String text) {
        return json(text, limit);
    }

    String whole(String text, int bytes) {
        return text.length() > reach()
                ? beginning(text.substring(0, reach()), bytes)
                : cut(redaction.apply(text), bytes);
    }

    String beginning(String text, int bytes) {
        String redacted = redaction.apply(text);
        int end = Math.max(0, redacted.length() - MARGIN);
        boolean splits = end > 0 && Character.isHighSurrogate(redacted.charAt(end - 1));
        return fitting(redacted.substring(0, splits ? end - 1 : end), bytes) + CUT;
    }

    String json(String text, int bytes) {
        if (text.length() > reach()) {
            return whole(text, bytes);
        }
        // Value by value first, where no escape hides what is there; then the whole, where the names stand beside.
        return whole(EmbeddedJson.rewritten(text, redaction).orElse(text), bytes);
    }

    // JSON can hold one half of a character that is written in two.
    private static String wholeCharacters(String text) {
        StringBuilder whole = null;
        for (int i = 0, character; i < text.length(); i += Character.charCount(character)) {
            character = text.codePointAt(i);
            if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                whole = whole == null ? new StringBuilder(text) : whole;
                whole.setCharAt(i, REPLACEMENT);
            }
        }
        return whole == null ? text : whole.toString();
    }

    private static String cut(String text, int bytes) {
        String fitting = fitting(text, bytes);
        return fitting.length() == text.length() ? text : fitting + CUT;
    }

    private static String fitting(String text, int bytes) {
        int used = 0;
        int end = 0;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            used += utf8Length(character);
            if (used > bytes) {
                break;
            }
            end += Character.charCount(character);
        }
        return text.substring(0, end);
    }

    public static int utf8Length(String text) {
        return text.codePoints().map(ContentRules::utf8Length).sum();
    }

    private static int utf8Length(int character) {
        if (character < 0x80) {
            return 1;
        }
        if (character < 0x800) {
            return 2;
        }
        return character < 0x10000 ? 3 : 4;
    }
}
