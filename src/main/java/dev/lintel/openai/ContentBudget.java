package dev.lintel.openai;

import org.jspecify.annotations.Nullable;

/** How much of one message may still be told. What is asked for first is told first. For one thread. */
final class ContentBudget {

    private static final int MAX_WORD = 256;

    private final ContentRules rules;
    private final int bytes;
    private int left;

    ContentBudget(ContentRules rules, int bytes) {
        this.rules = rules;
        this.bytes = bytes;
        this.left = bytes;
    }

    int used() {
        return bytes - left;
    }

    /** A string as it is told; null for what is no string. */
    @Nullable
    String text(JsonValue value) {
        if (!value.isText()) {
            return null;
        }
        JsonString string = value.string();
        String known = string.beginning(rules.reach());
        return spend(string.length() > rules.reach() ? rules.beginning(known, left) : rules.whole(known, left));
    }

    /** JSON as it is told, where it stands as such or in a string; null for what is neither. */
    @Nullable
    String json(JsonValue value) {
        if (value.isText()) {
            JsonString string = value.string();
            return string.length() > rules.reach()
                    ? text(value)
                    : spend(rules.json(string.beginning(rules.reach()), left));
        }
        if (value.isObject() || value.isArray()) {
            return spend(
                    value.length() > rules.reach()
                            ? rules.beginning(value.beginningAsWritten(rules.reach()), left)
                            : rules.json(value.asWritten(), left));
        }
        return null;
    }

    /** A name, an id: short by its nature, and not counted; null for what is no string. */
    @Nullable
    String word(JsonValue value) {
        return value.isText() ? rules.redaction().apply(value.string().beginning(MAX_WORD)) : null;
    }

    /** The same, or what stands for it when there is none. */
    String wordOr(String otherwise, JsonValue value) {
        String word = word(value);
        return word == null ? otherwise : word;
    }

    /** Counts what is told besides. */
    void charge(int more) {
        left = Math.max(0, left - more);
    }

    boolean isSpent() {
        return left == 0;
    }

    private String spend(String told) {
        charge(ContentRules.utf8Length(told));
        return told;
    }
}
