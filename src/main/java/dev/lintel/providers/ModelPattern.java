package dev.lintel.providers;

import dev.lintel.http.Glob;

/**
 * A model's name, or a pattern of names in which {@code *} stands for any text, also none.
 *
 * @param text as it was configured
 * @param glob the same, taken apart
 */
public record ModelPattern(String text, Glob glob) {

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException when {@code text} is blank
     */
    public static ModelPattern of(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("models: an empty pattern matches nothing; write \"*\" for every model");
        }
        return new ModelPattern(text, Glob.of(text));
    }

    /** Whether {@code model} is one of those meant. */
    public boolean matches(String model) {
        return glob.matches(model);
    }

    /** Whether just one name is meant. */
    public boolean isExact() {
        return text.indexOf('*') < 0;
    }

    /** How much of a name the pattern spells out: the more, the sooner it is asked. An exact name comes before all. */
    int specificity() {
        return isExact() ? Integer.MAX_VALUE : text.replace("*", "").length();
    }
}
