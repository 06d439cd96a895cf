package dev.lintel.telemetry.redaction;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A rule whose pattern an operator wrote. There are patterns that try for years: of a text on which one tries too much
 * nothing is told.
 */
record ConfiguredRule(String mark, Pattern pattern) implements UnaryOperator<String> {

    private static final int STEPS = 100_000;
    private static final int STEPS_PER_CHARACTER = 100;

    /** So many take some ten milliseconds, which an event loop may be held: of longer texts fewer for each character. */
    private static final long MOST_STEPS = 2_000_000;

    private static final int LEAST_PER_CHARACTER = 8;

    @Override
    public String apply(String text) {
        try {
            return PatternRule.replaced(pattern.matcher(new CountedText(text)), text, mark);
        } catch (TriedTooMuch | StackOverflowError e) {
            // What could not be searched may hold what is searched for: the mark shows in the place of all of it.
            return mark;
        }
    }

    /** A text whose characters are given out only so many times. */
    private static final class CountedText implements CharSequence {

        private final String text;
        private long left;

        CountedText(String text) {
            this.text = text;
            this.left = Math.min(
                    STEPS + (long) STEPS_PER_CHARACTER * text.length(),
                    Math.max(MOST_STEPS, (long) LEAST_PER_CHARACTER * text.length()));
        }

        @Override
        public char charAt(int index) {
            left--;
            if (left < 0) {
                throw new TriedTooMuch();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Ends the search of a pattern that tries too much. Carries no stack trace: it is no bug. */
    private static final class TriedTooMuch extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TriedTooMuch() {
            super("The pattern tries too much", null, false, false);
        }
    }
}
