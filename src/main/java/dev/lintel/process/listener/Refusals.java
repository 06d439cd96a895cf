package dev.lintel.process.listener;

import io.smallrye.config.ConfigValidationException;

/** How the start is refused: by the key, and without a stack trace. */
final class Refusals {

    private Refusals() {}

    static ConfigValidationException of(String problem) {
        return new ConfigValidationException(
                new ConfigValidationException.Problem[] {new ConfigValidationException.Problem(problem)});
    }
}
