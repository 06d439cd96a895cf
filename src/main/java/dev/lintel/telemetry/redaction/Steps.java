package dev.lintel.telemetry.redaction;

/**
 * How often configured patterns may look at a character, for all texts of one prompt or one answer together. A few looks at each
 * character are always left. For one thread.
 */
final class Steps {

    private static final int LEAST_PER_CHARACTER = 8;

    /** So many of one short text. */
    private static final int OF_A_TEXT = 100_000;

    private static final int PER_CHARACTER = 100;

    /** So many take some ten milliseconds, which an event loop may be held: of longer texts fewer for each character. */
    private long left = 2_000_000;

    /** A text whose characters are given out only so many times. */
    Counted counted(String text) {
        return new Counted(text);
    }

    /** Ends the search of a pattern that tries too much. Carries no stack trace: it is no bug. */
    static final class TriedTooMuch extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TriedTooMuch() {
            super("The pattern tries too much", null, false, false);
        }
    }

    /** One text while it is searched by one pattern. */
    final class Counted implements CharSequence {

        private final String text;
        private final long granted;
        private long unused;

        private Counted(String text) {
            long length = text.length();
            this.text = text;
            this.granted = Math.min(OF_A_TEXT + PER_CHARACTER * length, Math.max(left, LEAST_PER_CHARACTER * length));
            this.unused = granted;
        }

        /** The search is over: what it took others have no more. */
        void over() {
            left = Math.max(0, left - (granted - Math.max(0, unused)));
        }

        @Override
        public char charAt(int index) {
            unused--;
            if (unused < 0) {
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
}
