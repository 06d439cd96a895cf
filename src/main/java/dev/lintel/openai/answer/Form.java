package dev.lintel.openai.answer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** How an answer is written. */
enum Form {
    /** It is not known yet. */
    UNKNOWN,
    /** One JSON text, or several of which each begins a line. */
    JSON,
    EVENTS,
    /** In no way that is understood. */
    OTHER;

    /** What is looked at of an answer, at most, to recognise it. */
    static final int MAX_BEGINNING = 16;

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final List<byte[]> FIELDS =
            List.of(bytes(":"), bytes("data:"), bytes("event:"), bytes("id:"), bytes("retry:"), bytes("error:"));

    /**
     * Recognises an answer by its first bytes, of which leading white space is left out.
     *
     * @param announced whether it is said to be an event stream
     */
    static Form of(byte[] beginning, int length, boolean announced) {
        int from = begins(beginning, 0, length, MARK) ? MARK.length : 0;
        if (length == from) {
            return UNKNOWN;
        }
        if (beginning[from] == '{') {
            return JSON;
        }
        if (announced) {
            return EVENTS;
        }
        boolean undecided = false;
        for (byte[] field : FIELDS) {
            if (begins(beginning, from, length, field)) {
                return EVENTS;
            }
            undecided |= isBeginningOf(field, beginning, from, length);
        }
        return undecided || isBeginningOf(MARK, beginning, 0, length) ? UNKNOWN : OTHER;
    }

    private static boolean begins(byte[] bytes, int from, int to, byte[] with) {
        return to - from >= with.length && matches(bytes, from, with, with.length);
    }

    private static boolean isBeginningOf(byte[] whole, byte[] bytes, int from, int to) {
        return to - from < whole.length && matches(bytes, from, whole, to - from);
    }

    private static boolean matches(byte[] bytes, int from, byte[] with, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != with[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
