package dev.lintel.telemetry.redaction;

import dev.lintel.telemetry.redaction.Steps.TriedTooMuch;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * A rule whose pattern an operator wrote. There are patterns that try for years: of a text on which one tries too much
 * nothing is told.
 */
record ConfiguredRule(String mark, Pattern pattern) implements BiFunction<String, Steps, String> {

    @Override
    public String apply(String text, Steps steps) {
        Steps.Counted counted = steps.counted(text);
        try {
            return PatternRule.replaced(pattern.matcher(counted), text, mark);
        } catch (TriedTooMuch | StackOverflowError e) {
            // What could not be searched may hold what is searched for: the mark shows in the place of all of it.
            return mark;
        } finally {
            counted.over();
        }
    }
}
