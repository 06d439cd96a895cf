package dev.lintel.wire.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes frames of a WebSocket (RFC 6455, section 5.2), each a whole message. */
public final class Frames {

    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int MASKED = 0x80;
    private static final int MOST_SHORT = 125;
    private static final int MOST_OF_16_BITS = 0xffff;
    private static final int MOST_OF_A_REASON = 123;

    private Frames() {}

    /** A server's text. */
    public static byte[] text(byte[] payload) {
        return frame(TEXT, payload, false, 0);
    }

    /** A client's text, masked. */
    public static byte[] maskedText(byte[] payload, int mask) {
        return frame(TEXT, payload, true, mask);
    }

    /** A server's farewell. */
    public static byte[] close(int code, String reason) {
        return frame(CLOSE, farewell(code, reason), false, 0);
    }

    /** A client's farewell. */
    public static byte[] maskedClose(int code, String reason, int mask) {
        return frame(CLOSE, farewell(code, reason), true, mask);
    }

    private static byte[] farewell(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(text.length, MOST_OF_A_REASON);
        return ByteBuffer.allocate(2 + length)
                .putShort((short) code)
                .put(text, 0, length)
                .array();
    }

    private static byte[] frame(int first, byte[] payload, boolean masked, int mask) {
        int length = payload.length;
        int lengthBytes = length <= MOST_SHORT ? 0 : length <= MOST_OF_16_BITS ? 2 : 8;
        ByteBuffer frame = ByteBuffer.allocate(2 + lengthBytes + (masked ? 4 : 0) + length);
        int marked = masked ? MASKED : 0;
        frame.put((byte) first);
        switch (lengthBytes) {
            case 0 -> frame.put((byte) (marked | length));
            case 2 -> frame.put((byte) (marked | 126)).putShort((short) length);
            default -> frame.put((byte) (marked | 127)).putLong(length);
        }
        if (masked) {
            frame.putInt(mask);
        }
        int from = frame.position();
        frame.put(payload);
        byte[] whole = frame.array();
        if (masked) {
            for (int at = 0; at < length; at++) {
                whole[from + at] ^= (byte) (mask >> (24 - 8 * (at % 4)));
            }
        }
        return whole;
    }
}
