package dev.lintel.openai.content;

import dev.lintel.openai.json.JsonString;
import dev.lintel.openai.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** How much of one message may still be told. What is asked for first is told first. For one thread. */
public final class ContentBudget {

    private static final int MAX_WORD = 256;

    private final ContentRules rules;
    private final int bytes;
    private int left;

    public ContentBudget(ContentRules rules, int bytes) {
        this.rules = rules;
        this.bytes = bytes;
        this.left = bytes;
    }

    public int used() {
        return bytes - left;
    }

    /** A string as it is told; null for what is no string. */
    @Nullable
    public String text(JsonValue value) {
        if (!value.isText()) {
            return null;
        }
        JsonString string = value.string();
        return text(string.beginning(rules.reach()), string.length() <= rules.reach());
    }

    /** A text as it is told, of which all is known or only the beginning. */
    public String text(String known, boolean whole) {
        return spend(whole ? rules.whole(known, left) : rules.beginning(known, left));
    }

    /** JSON as it is told, where it stands as such or in a string; null for what is neither. */
    @Nullable
    public String json(JsonValue value) {
        if (value.isText()) {
            JsonString string = value.string();
            return json(string.beginning(rules.reach()), string.length() <= rules.reach());
        }
        if (value.isObject() || value.isArray()) {
            return json(value.beginningAsWritten(rules.reach()), value.length() <= rules.reach());
        }
        return null;
    }

    /** JSON in a text as it is told, of which all is known or only the beginning. */
    public String json(String known, boolean whole) {
        return whole ? spend(rules.json(known, left)) : text(known, false);
    }

    /** A role, a kind of item: one for each message, and not counted; null for what is no string. */
    @Nullable
    public String word(JsonValue value) {
        return value.isText() ? word(value.string().beginning(MAX_WORD)) : null;
    }

    /** A role that is known to be short. */
    public String word(String role) {
        return rules.redaction().apply(role);
    }

    /** The same, or what stands for it when there is none. */
    public String wordOr(String otherwise, JsonValue value) {
        String word = word(value);
        return word == null ? otherwise : word;
    }

    /** A name, an id: never cut, but counted; null for what is no string. */
    @Nullable
    public String name(JsonValue value) {
        return value.isText() ? name(value.string().beginning(MAX_WORD)) : null;
    }

    /** A name or an id that is known to be short. */
    public String name(String name) {
        return spend(word(name));
    }

    /** The same, or what stands for it when there is none. */
    public String nameOr(String otherwise, JsonValue value) {
        String name = name(value);
        return name == null ? spend(otherwise) : name;
    }

    /** Whether nothing more may be told. */
    public boolean isSpent() {
        return left == 0;
    }

    private String spend(String told) {
        left = Math.max(0, left - ContentRules.utf8Length(told));
        return told;
    }
}
