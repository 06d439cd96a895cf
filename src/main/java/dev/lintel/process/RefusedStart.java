package dev.lintel.process;

import io.smallrye.config.ConfigValidationException;
import java.util.function.Supplier;

/** Refuses the start for a value of the configuration that is wrong. */
final class RefusedStart {

    private RefusedStart() {}

    /** What {@code made} makes of the values below {@code key}, unless it finds one wrong: then the start is refused. */
    static <T> T checked(String key, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw refused(key + e.getMessage());
        }
    }

    /** What refuses the start: the name of a key, and what is wrong with its value. */
    static ConfigValidationException refused(String problem) {
        return new ConfigValidationException(
                new ConfigValidationException.Problem[] {new ConfigValidationException.Problem(problem)});
    }
}
