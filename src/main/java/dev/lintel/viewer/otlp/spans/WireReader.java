package dev.lintel.viewer.otlp.spans;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Reads one message of Protocol Buffers, field by field, without copying it. Whoever does not want a field asks for the next.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class WireReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private int position;
    private int field;
    private int type = -1;

    WireReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private WireReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /** Another reader of what is still to be read. */
    WireReader copy() {
        return new WireReader(bytes, position, end);
    }

    /** Goes on to the next field; false at the end of the message. */
    boolean next() {
        skipUnread();
        if (position == end) {
            return false;
        }
        long tag = readVarint();
        type = (int) (tag & 7);
        field = (int) (tag >>> 3);
        if (tag >>> 3 == 0 || tag >>> 32 != 0) {
            throw malformed("it has a field number that there cannot be");
        }
        return true;
    }

    int field() {
        return field;
    }

    long varint() {
        take(VARINT);
        return readVarint();
    }

    long fixed64() {
        take(FIXED64);
        return readFixed64();
    }

    WireReader message() {
        int length = length();
        position += length;
        return new WireReader(bytes, position - length, position);
    }

    /** A text; of one that is longer than {@code characters} at least one more than these. */
    String text(int characters) {
        int length = length();
        int read = (int) Math.min(length, 4L * (characters + 1L));
        String text = new String(bytes, position, read, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    /** An id in hexadecimal digits; empty when it is not {@code expected} bytes long. */
    String id(int expected) {
        int length = length();
        position += length;
        return length == expected ? HexFormat.of().formatHex(bytes, position - length, position) : "";
    }

    /** Bytes in Base64, cut where the text gets longer than {@code characters}. */
    String base64(int characters) {
        int length = length();
        int read = Math.min(length, characters);
        byte[] content = new byte[read];
        System.arraycopy(bytes, position, content, 0, read);
        position += length;
        return Base64.getEncoder().encodeToString(content);
    }

    private int length() {
        take(LENGTH_DELIMITED);
        long length = readVarint();
        if (length < 0 || length > end - position) {
            throw malformed("it ends too early");
        }
        return (int) length;
    }

    private void take(int expected) {
        if (type != expected) {
            throw malformed("field " + field + " has another type than OTLP gives it");
        }
        type = -1;
    }

    private void skipUnread() {
        switch (type) {
            case -1 -> {
                // It has been read, or there was none.
            }
            case VARINT -> varint();
            case FIXED64 -> fixed64();
            case LENGTH_DELIMITED -> {
                int length = length();
                position += length;
            }
            case FIXED32 -> {
                take(FIXED32);
                require(4);
                position += 4;
            }
            default -> throw malformed("it has a field of a type that OTLP does not use");
        }
    }

    private long readVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            require(1);
            byte next = bytes[position++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("it has a number that is too long");
    }

    private long readFixed64() {
        require(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value |= (bytes[position + i] & 0xFFL) << (8 * i);
        }
        position += 8;
        return value;
    }

    private void require(int count) {
        if (end - position < count) {
            throw malformed("it ends too early");
        }
    }

    private static RefusedExportException malformed(String why) {
        return RefusedExportException.malformed("The body is no OTLP in protobuf: " + why + ".");
    }
}
