package dev.lintel.export.spans.encoding;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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

    int length() {
        return length;
    }

    int capacity() {
        return bytes.length;
    }

    /** What is written, shared with it. */
    ByteBuf shared() {
        return Unpooled.wrappedBuffer(bytes, 0, length);
    }

    /** Forgets what has been written behind the first so many bytes. */
    void truncate(int to) {
        length = to;
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
        reserve(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    /**
     * Begins a field whose size is known when it has been written.
     *
     * @param sizeBytes how many bytes its size is likely to take: with any other number what is written moves once more
     * @return what {@link #end} is to be told
     */
    int begin(int field, int sizeBytes) {
        tag(field, BYTES);
        reserve(sizeBytes);
        length += sizeBytes;
        return length;
    }

    /** Ends the field that has begun there, and says how long its value is. */
    void end(int begun, int sizeBytes) {
        int size = length - begun;
        int needed = sizeOfVarint(size);
        if (needed != sizeBytes) {
            reserve(Math.max(0, needed - sizeBytes));
            System.arraycopy(bytes, begun, bytes, begun - sizeBytes + needed, size);
        }
        length = begun - sizeBytes;
        varint(size);
        length += size;
    }

    /** Bytes that are written as hexadecimal digits, in lower case or in upper. */
    void hex(int field, String digits) {
        int size = digits.length() / 2;
        head(field, size);
        reserve(size);
        for (int i = 0; i < digits.length(); i += 2) {
            bytes[length++] = (byte) (digit(digits.charAt(i)) << 4 | digit(digits.charAt(i + 1)));
        }
    }

    // The low four bits of a letter are 9 less than what it stands for.
    private static int digit(char hex) {
        return (hex & 0xf) + (hex >> 6) * 9;
    }

    void text(int field, String value) {
        // Nearly every text has as many bytes as characters, and is gone over once.
        int start = length;
        head(field, value.length());
        if (!ascii(value)) {
            length = start;
            utf8(field, value);
        }
    }

    /** A text in UTF-8, with a question mark for each half of a surrogate pair that stands alone. */
    void utf8(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends a text, or says that it has more bytes than characters. */
    boolean ascii(String value) {
        int size = value.length();
        reserve(size);
        byte[] to = bytes;
        int at = length;
        for (int i = 0; i < size; i++) {
            char unit = value.charAt(i);
            if (unit >= 0x80) {
                return false;
            }
            to[at + i] = (byte) unit;
        }
        length = at + size;
        return true;
    }

    /** How many bytes a field takes whose value has so many. */
    static int sizeOfBytes(int size) {
        // No field here has a number over 15: its tag is one byte.
        return 1 + sizeOfVarint(size) + size;
    }

    static int sizeOfVarint(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
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

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
