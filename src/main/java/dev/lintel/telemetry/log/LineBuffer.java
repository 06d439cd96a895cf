package dev.lintel.telemetry.log;

import java.util.Arrays;

/** Bytes of one line under way, in UTF-8. Used again for each line. Not for several threads. */
final class LineBuffer {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private byte[] bytes = new byte[1024];
    private int length;

    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    LineBuffer add(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** Appends a text of ASCII alone, which is not looked at: names and identifiers of Lintel's own. */
    @SuppressWarnings("deprecation") // Of such a text it is all there is, and it is copied at once.
    LineBuffer addAscii(String ascii) {
        room(ascii.length());
        ascii.getBytes(0, ascii.length(), bytes, length);
        length += ascii.length();
        return this;
    }

    /** Appends bytes as they are. */
    LineBuffer add(byte[] encoded) {
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return this;
    }

    /** Appends a text as it is. */
    LineBuffer add(String text) {
        room(3 * text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                i = addEncoded(text, i);
            }
        }
        return this;
    }

    /** Appends a text as it stands within a JSON string (RFC 8259, section 7). */
    LineBuffer addEscaped(String text) {
        room(6 * text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = (byte) c;
            } else if (c < 0x20) {
                addControl(c);
            } else if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                i = addEncoded(text, i);
            }
        }
        return this;
    }

    /** Appends what another buffer holds as it stands within a JSON string. */
    LineBuffer addEscaped(LineBuffer text) {
        room(6 * text.length);
        for (int i = 0; i < text.length; i++) {
            byte b = text.bytes[i];
            if (b == '"' || b == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = b;
            } else if (b >= 0 && b < 0x20) {
                addControl((char) b);
            } else {
                bytes[length++] = b;
            }
        }
        return this;
    }

    LineBuffer add(long number) {
        room(20);
        if (number < 0) {
            return add(Long.toString(number));
        }
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Appends seconds with three places, rounded. */
    LineBuffer addSeconds(double seconds) {
        long millis = Math.max(0, Math.round(seconds * 1000));
        add(millis / 1000).add('.');
        int fraction = (int) (millis % 1000);
        return add((char) ('0' + fraction / 100))
                .add((char) ('0' + (fraction / 10) % 10))
                .add((char) ('0' + fraction % 10));
    }

    private void addControl(char c) {
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[c >> 4];
        bytes[length++] = HEX[c & 0xf];
    }

    /** Appends the character at {@code i}, and says where its last half stands. Half a character becomes U+FFFD. */
    private int addEncoded(String text, int i) {
        int c = text.codePointAt(i);
        int last = i + Character.charCount(c) - 1;
        if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            c = 0xfffd;
        }
        if (c < 0x800) {
            bytes[length++] = (byte) (0xc0 | (c >> 6));
        } else {
            if (c < 0x10000) {
                bytes[length++] = (byte) (0xe0 | (c >> 12));
            } else {
                bytes[length++] = (byte) (0xf0 | (c >> 18));
                bytes[length++] = (byte) (0x80 | ((c >> 12) & 0x3f));
            }
            bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        }
        bytes[length++] = (byte) (0x80 | (c & 0x3f));
        return last;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
