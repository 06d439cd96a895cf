package dev.lintel.wire.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects the content of one JSON string as UTF-8, its escapes resolved, up to a limit. To be used again and again. */
final class JsonText {

    private static final int SMALLEST = 64;

    /** How many texts are kept, and how long each of them may be: names and identifiers, not what a model says. */
    private static final int EARLIER = 8;

    private static final int MOST_KEPT = 64;

    /** What the replacement of half a character takes up. */
    private static final int HALF = 3;

    private byte[] bytes = new byte[SMALLEST];
    private int length;
    private int limit;
    private boolean cut;
    private int unit;
    private int digits;
    private int highSurrogate;
    private int leadingHalf;
    private boolean repeating;
    private @Nullable String @Nullable [] earlier;
    private int oldest;

    /** Much of what comes from now on has come before: what is the same as one of the last texts is made once. */
    void repeats() {
        repeating = true;
    }

    /** Begins a new text of at most {@code maxBytes}. */
    void begin(int maxBytes) {
        length = 0;
        limit = maxBytes;
        cut = false;
        highSurrogate = 0;
        leadingHalf = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Whether more came than the limit allows. */
    boolean isCut() {
        return cut;
    }

    /** Text that needs no resolving. */
    void append(byte[] from, int start, int end) {
        if (start == end) {
            return;
        }
        endSurrogate();
        int count = Math.min(end - start, limit - length);
        cut |= count < end - start;
        if (count > 0) {
            makeRoom(count);
            System.arraycopy(from, start, bytes, length, count);
            length += count;
        }
    }

    /** What follows a backslash; false when nothing may be escaped like that. A {@code u} wants four digits after it. */
    boolean escaped(byte c) {
        switch (c) {
            case '"', '\\', '/' -> character(c);
            case 'b' -> character('\b');
            case 'f' -> character('\f');
            case 'n' -> character('\n');
            case 'r' -> character('\r');
            case 't' -> character('\t');
            case 'u' -> {
                unit = 0;
                digits = 0;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** One of the four digits after {@code \\u}; false when it is none. */
    boolean digit(byte c) {
        int value = Character.digit(c, 16);
        if (value < 0) {
            return false;
        }
        unit = unit << 4 | value;
        if (++digits == 4) {
            codeUnit(unit);
        }
        return true;
    }

    private void character(int c) {
        endSurrogate();
        codePoint(c);
    }

    private void codeUnit(int code) {
        if (Character.isLowSurrogate((char) code) && highSurrogate != 0) {
            int pair = Character.toCodePoint((char) highSurrogate, (char) code);
            highSurrogate = 0;
            codePoint(pair);
            return;
        }
        endSurrogate();
        if (Character.isHighSurrogate((char) code)) {
            highSurrogate = code;
        } else if (length == 0 && leadingHalf == 0 && limit >= HALF && Character.isLowSurrogate((char) code)) {
            leadingHalf = code;
            limit -= HALF;
        } else {
            codePoint(code);
        }
    }

    // Half of a character can be written in JSON, but not in UTF-8.
    private void endSurrogate() {
        if (highSurrogate != 0) {
            highSurrogate = 0;
            codePoint('\uFFFD');
        }
    }

    private void codePoint(int code) {
        byte[] encoded = Character.isBmpCodePoint(code) && Character.isSurrogate((char) code)
                ? "\uFFFD".getBytes(StandardCharsets.UTF_8)
                : Character.toString(code).getBytes(StandardCharsets.UTF_8);
        if (length + encoded.length > limit) {
            cut = true;
            // Nothing may follow what is missing.
            limit = length;
            return;
        }
        makeRoom(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
    }

    private void makeRoom(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
    }

    /** What has been collected; a character that the limit or the sender has broken is shown as one replacement, or left out. */
    String text() {
        endSurrogate();
        String rest = whole();
        return leadingHalf == 0 ? rest : '\uFFFD' + rest;
    }

    /** The same, but half a character at either end as it is: the other half may stand in another text. */
    String textWithHalves() {
        if (leadingHalf == 0 && highSurrogate == 0) {
            return text();
        }
        char trailing = (char) (length + HALF <= limit ? highSurrogate : 0);
        if (trailing == 0) {
            endSurrogate();
        }
        String text = leadingHalf == 0 ? whole() : (char) leadingHalf + whole();
        return trailing == 0 ? text : text + trailing;
    }

    private String whole() {
        int size = cut ? wholeCharacters() : length;
        return repeating && size <= MOST_KEPT ? known(size) : decoded(size);
    }

    private String decoded(int size) {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    private String known(int size) {
        earlier = earlier == null ? new String[EARLIER] : earlier;
        for (String one : earlier) {
            if (one != null && isAll(one, size)) {
                return one;
            }
        }
        String text = decoded(size);
        earlier[oldest] = text;
        oldest = (oldest + 1) % EARLIER;
        return text;
    }

    // Of ASCII alone: a byte of another character is negative.
    private boolean isAll(String text, int size) {
        if (text.length() != size) {
            return false;
        }
        for (int at = 0; at < size; at++) {
            if (bytes[at] != text.charAt(at)) {
                return false;
            }
        }
        return true;
    }

    private int wholeCharacters() {
        int end = length;
        int continuations = 0;
        while (end > 0 && continuations < 4 && (bytes[end - 1] & 0xC0) == 0x80) {
            end--;
            continuations++;
        }
        if (end == 0) {
            return length;
        }
        int lead = bytes[end - 1] & 0xFF;
        int expected = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
        return continuations < expected ? end - 1 : length;
    }
}
