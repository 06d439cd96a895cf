package dev.lintel.viewer.store.span;

/**
 * How much one span, or one resource, may hold. Values and text are taken from it as they are read; what is beyond it is
 * not kept, and counted.
 */
public final class Allowance {

    /** The deepest that lists and maps are read into each other. */
    public static final int MAX_DEPTH = 8;

    private static final int VALUES = 1024;
    private static final int CHARACTERS = 256 * 1024;

    // There are no more keys than values: all of them take as much as all other text at most.
    private static final int MAX_KEY = CHARACTERS / VALUES;

    // An entry of a map with its key, its value and their headers.
    private static final int BYTES_A_VALUE = 120;

    private int values = VALUES;
    private int characters = CHARACTERS;
    private int keyCharacters;
    private int dropped;

    /** Takes one value; false when there is none left. */
    public boolean takeValue() {
        if (values == 0) {
            dropped++;
            return false;
        }
        values--;
        return true;
    }

    /** Takes as much of a text as there is left. */
    public String takeText(String text) {
        if (text.length() <= characters) {
            characters -= text.length();
            return text;
        }
        String cut = text.substring(0, characters) + "…";
        characters = 0;
        dropped++;
        return cut;
    }

    /** Takes an attribute's key, which is cut when it is very long, but has its place whatever the values are. */
    public String takeKey(String key) {
        String kept = key;
        if (key.length() > MAX_KEY) {
            kept = key.substring(0, MAX_KEY) + "…";
            dropped++;
        }
        keyCharacters += kept.length();
        return kept;
    }

    /** What stands for a value that is too deep to be read. */
    public String tooDeep() {
        dropped++;
        return "…";
    }

    /** How many characters may still be taken. */
    public int charactersLeft() {
        return characters;
    }

    /** How many values were not kept, or not whole. */
    int dropped() {
        return dropped;
    }

    /** The memory that what was taken needs, estimated and rather too high. */
    int bytes() {
        return (VALUES - values) * BYTES_A_VALUE + (CHARACTERS - characters + keyCharacters) * 2;
    }
}
