package dev.lintel.process.keys;

/** What values of keys are, as docs/configuration.md has it. */
public enum Kind {
    TEXT("a text"),
    BOOLEAN("true or false"),
    INTEGER("a whole number"),
    NUMBER("a number"),
    PORT("a port from 0 to 65535"),
    SIZE("a size, such as 64K, 32M or 1G"),
    DURATION("a length of time, such as 500ms, 20s or 5m"),
    CHOICE("one of"),
    LIST("a list, such as [a, b]");

    private final String allowed;

    Kind(String allowed) {
        this.allowed = allowed;
    }

    /** What is allowed; of a choice the beginning. */
    String allowed() {
        return allowed;
    }
}
