package dev.lintel.export.spans.encoding;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes protobuf's wire format to the end of bytes that grow. By one thread at a time. */
final class ProtobufWriter {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private byte[] bytes;
    private int length;

    ProtobufWriter(int usualLength) {
        this.bytes = new byte[usualLength];
    }

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    void writeTo(OutputStream sink) throws IOException {
        sink.write(bytes, 0, length);
    }

    void int64(int field, long value) {
        tag(field, VARINT);
        varint(value);
    }

    void fixed64(int field, long value) {
        tag(field, FIXED64);
        littleEndian(value, Long.BYTES);
    }

    void fixed32(int field, int value) {
        tag(field, FIXED32);
        littleEndian(value, Integer.BYTES);
    }

    /** Begins a field that is followed by so many bytes. */
    void head(int field, int size) {
        tag(field, BYTES);
        varint(size);
    }

    void bytes(int field, byte[] value) {
        head(field, value.length);
        append(value, value.length);
    }

    void message(int field, ProtobufWriter value) {
        head(field, value.length);
        append(value.bytes, value.length);
    }

    /** Bytes that are written as hexadecimal digits. */
    void hex(int field, String digits) {
        int size = digits.length() / 2;
        head(field, size);
        reserve(size);
        for (int i = 0; i < digits.length(); i += 2) {
            int high = Character.digit(digits.charAt(i), 16);
            bytes[length++] = (byte) (high << 4 | Character.digit(digits.charAt(i + 1), 16));
        }
    }

    void text(int field, String value) {
        int size = utf8Size(value);
        head(field, size);
        reserve(size);
        int start = length;
        for (int i = 0; i < value.length(); i++) {
            char unit = value.charAt(i);
            if (unit >= 0x80) {
                length = start;
                append(value.getBytes(StandardCharsets.UTF_8), size);
                return;
            }
            bytes[length++] = (byte) unit;
        }
    }

    /** How many bytes a field takes whose value has so many. */
    static int sizeOfBytes(int size) {
        // No field here has a number over 15: its tag is one byte.
        return 1 + sizeOfVarint(size) + size;
    }

    static int sizeOfVarint(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    /** How many bytes a text has in UTF-8, with a question mark for each half of a surrogate pair that stands alone. */
    static int utf8Size(String text) {
        int size = text.length();
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < 0x80) {
                continue;
            }
            if (unit < 0x800) {
                size++;
            } else if (!Character.isSurrogate(unit)) {
                size += 2;
            } else if (Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                size += 2;
                i++;
            }
        }
        return size;
    }

    private void tag(int field, int type) {
        varint((long) field << 3 | type);
    }

    private void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void littleEndian(long value, int size) {
        reserve(size);
        for (int i = 0; i < size; i++) {
            bytes[length++] = (byte) (value >>> (8 * i));
        }
    }

    private void append(byte[] from, int size) {
        reserve(size);
        System.arraycopy(from, 0, bytes, length, size);
        length += size;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
