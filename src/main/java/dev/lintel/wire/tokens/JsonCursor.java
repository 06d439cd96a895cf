package dev.lintel.wire.tokens;

import dev.lintel.wire.ByteRuns;
import dev.lintel.wire.tokens.MalformedJsonException.Fault;
import java.nio.charset.StandardCharsets;

/** A place in a JSON text (RFC 8259) that is there whole, which goes on over what stands there. Not for several threads. */
final class JsonCursor {

    private static final String ESCAPED = "\"\\/bfnrt";
    private static final String MEANT = "\"\\/\b\f\n\r\t";

    private final byte[] bytes;
    private final int limit;
    private int at;
    private boolean escaped;
    private boolean illFormed;

    JsonCursor(byte[] bytes, int from, int limit) throws MalformedJsonException {
        this.bytes = bytes;
        this.limit = limit;
        this.at = from;
        passMark();
    }

    // A byte order mark may be passed over (section 8.1). No text in UTF-8 has a zero among its first two bytes.
    private void passMark() throws MalformedJsonException {
        if (limit - at < 2) {
            return;
        }
        int first = ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
        if (first >> 8 == 0 || (first & 0xff) == 0 || first == 0xfeff || first == 0xfffe) {
            throw new MalformedJsonException(Fault.ENCODING);
        }
        if (first == 0xefbb && limit - at > 2 && bytes[at + 2] == (byte) 0xbf) {
            at += 3;
        }
    }

    int at() {
        return at;
    }

    boolean isAtEnd() {
        return at == limit;
    }

    /** The byte that stands here. */
    byte here() throws MalformedJsonException {
        if (at == limit) {
            throw malformed();
        }
        return bytes[at];
    }

    void pass(int wanted) throws MalformedJsonException {
        if (here() != wanted) {
            throw malformed();
        }
        at++;
    }

    void passSpace() {
        while (at < limit && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
    }

    void passLiteral(String literal) throws MalformedJsonException {
        for (int i = 0; i < literal.length(); i++) {
            pass(literal.charAt(i));
        }
    }

    /** Passes a number, and says whether it has neither fraction nor exponent. */
    boolean passNumber() throws MalformedJsonException {
        boolean whole = true;
        if (here() == '-') {
            at++;
        }
        if (here() == '0') {
            at++;
        } else {
            passDigits();
        }
        if (at < limit && bytes[at] == '.') {
            whole = false;
            at++;
            passDigits();
        }
        if (at < limit && (bytes[at] == 'e' || bytes[at] == 'E')) {
            whole = false;
            at++;
            if (here() == '+' || here() == '-') {
                at++;
            }
            passDigits();
        }
        return whole;
    }

    private void passDigits() throws MalformedJsonException {
        int first = at;
        while (at < limit && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == first) {
            throw malformed();
        }
    }

    /** Passes a string, from its quote to the other. */
    void passString() throws MalformedJsonException {
        pass('"');
        escaped = false;
        illFormed = false;
        while (true) {
            at = ByteRuns.endOfAscii(bytes, at, limit);
            byte c = here();
            at++;
            if (c == '"') {
                return;
            } else if (c == '\\') {
                passEscape();
            } else if (c < 0) {
                passCharacter(c & 0xff);
            } else {
                throw malformed();
            }
        }
    }

    private void passEscape() throws MalformedJsonException {
        escaped = true;
        byte c = here();
        at++;
        if (c == 'u') {
            for (int i = 0; i < 4; i++) {
                if (Character.digit(here(), 16) < 0) {
                    throw malformed();
                }
                at++;
            }
        } else if (ESCAPED.indexOf(c) < 0) {
            throw malformed();
        }
    }

    // Of more than one byte. What looks like a character and is none (RFC 3629, section 3) may be passed, but not read.
    private void passCharacter(int first) throws MalformedJsonException {
        int more = first < 0xc0 || first >= 0xf8 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        if (more == 0) {
            throw malformed();
        }
        int second = here() & 0xff;
        illFormed |= first < 0xc2
                || (first == 0xe0 && second < 0xa0)
                || (first == 0xed && second >= 0xa0)
                || (first == 0xf0 && second < 0x90)
                || (first == 0xf4 && second >= 0x90)
                || first > 0xf4;
        for (int i = 0; i < more; i++) {
            if ((here() & 0xc0) != 0x80) {
                throw malformed();
            }
            at++;
        }
    }

    /** Whether there are escapes in the string that has been passed last. */
    boolean isEscaped() {
        return escaped;
    }

    /** Whether the string that has been passed last, and began at {@code start}, stands there as this one, which is of ASCII. */
    boolean isString(int start, String text) {
        if (at - start != text.length() + 2) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[start + 1 + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The string that has been passed last, and began at {@code start}.
     *
     * @throws MalformedJsonException when it is not well-formed UTF-8
     */
    String string(int start) throws MalformedJsonException {
        if (illFormed) {
            throw new MalformedJsonException(Fault.ENCODING);
        }
        int end = at - 1;
        int from = start + 1;
        if (!escaped) {
            return new String(bytes, from, end - from, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(end - from);
        for (int i = from; i < end; i++) {
            if (bytes[i] == '\\') {
                text.append(new String(bytes, from, i - from, StandardCharsets.UTF_8));
                i++;
                if (bytes[i] == 'u') {
                    text.append((char) Integer.parseInt(new String(bytes, i + 1, 4, StandardCharsets.US_ASCII), 16));
                    i += 4;
                } else {
                    text.append(MEANT.charAt(ESCAPED.indexOf(bytes[i])));
                }
                from = i + 1;
            }
        }
        text.append(new String(bytes, from, end - from, StandardCharsets.UTF_8));
        return text.toString();
    }

    /** What has been passed since {@code start}, as it is written; of ASCII. */
    String written(int start) {
        return new String(bytes, start, at - start, StandardCharsets.US_ASCII);
    }

    static MalformedJsonException malformed() {
        return new MalformedJsonException(Fault.SYNTAX);
    }
}
