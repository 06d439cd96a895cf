package dev.lintel.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Frames of WebSockets as they are on the wire (RFC 6455, section 5.2), written by hand. */
public final class RawFrames {

    /** The fields of a request that asks for a WebSocket. */
    public static final String OPENING =
            "host: lintel.test\r\nconnection: keep-alive, Upgrade\r\nupgrade: websocket\r\n"
                    + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    /** The head of an answer that agrees to it. */
    public static final String AGREED =
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
                    + "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nx-request-id: req-1\r\nx-of-provider: 1\r\n\r\n";

    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final byte[] MASK = {0x11, (byte) 0xa2, 0x33, (byte) 0xc4};

    private RawFrames() {}

    /** A frame that has been read. */
    public record Frame(int first, byte[] payload) {

        /** What kind of frame it is. */
        public int opcode() {
            return first & 0x0f;
        }

        /** The payload as text. */
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** Why the socket is closed. */
        public int closeCode() {
            return (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
        }
    }

    /** A client's frame, the last of its message. */
    public static byte[] ofClient(int opcode, String payload) {
        return ofClient(0x80 | opcode, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** A client's frame with this first byte. */
    public static byte[] ofClient(int first, byte[] payload) {
        return frame(first, payload, true);
    }

    /** A server's frame, the last of its message. */
    public static byte[] ofServer(int opcode, String payload) {
        return ofServer(0x80 | opcode, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** A server's frame with this first byte. */
    public static byte[] ofServer(int first, byte[] payload) {
        return frame(first, payload, false);
    }

    /** The payload of a farewell. */
    public static byte[] farewell(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return payload;
    }

    /** One after the other. */
    public static byte[] join(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    /** The next frame of a server. */
    public static Frame read(InputStream in) {
        return read(length -> {
            try {
                byte[] bytes = in.readNBytes(length);
                if (bytes.length < length) {
                    throw new AssertionError("The connection ended within a frame, or before it");
                }
                return bytes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The frame of a client that these bytes begin with. */
    public static Frame parse(byte[] bytes) {
        return read(new java.io.ByteArrayInputStream(bytes));
    }

    private static Frame read(Function<Integer, byte[]> next) {
        byte[] head = next.apply(2);
        int length = head[1] & 0x7f;
        if (length == 126) {
            byte[] more = next.apply(2);
            length = (more[0] & 0xff) << 8 | (more[1] & 0xff);
        } else if (length == 127) {
            byte[] more = next.apply(8);
            length = 0;
            for (byte b : more) {
                length = length << 8 | (b & 0xff);
            }
        }
        byte[] mask = (head[1] & 0x80) == 0 ? new byte[4] : next.apply(4);
        byte[] payload = next.apply(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new Frame(head[0] & 0xff, payload);
    }

    private static byte[] frame(int first, byte[] payload, boolean masked) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        int mark = masked ? 0x80 : 0;
        frame.write(first);
        if (payload.length < 126) {
            frame.write(mark | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(mark | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(mark | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        if (masked) {
            frame.writeBytes(MASK);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.write(masked ? payload[i] ^ MASK[i % 4] : payload[i]);
        }
        return frame.toByteArray();
    }
}
