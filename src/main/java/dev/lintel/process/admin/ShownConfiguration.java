package dev.lintel.process.admin;

/** The configuration that counts just now. */
@FunctionalInterface
public interface ShownConfiguration {

    /** The whole of it as YAML, without secrets. Any thread that may block may ask. */
    String yaml();
}
