package dev.lintel.wire.websocket;

import org.jspecify.annotations.Nullable;

/**
 * Reads the frames that one end of a WebSocket sends (RFC 6455, section 5), cut anywhere, and sees whether they are written as
 * they must be. It knows no extension, and keeps nothing of what frames hold. Not for several threads.
 */
public final class FrameReader {

    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PONG = 0xA;

    private static final int LAST = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int LENGTH_OF_16_BITS = 126;
    private static final int LENGTH_OF_64_BITS = 127;
    private static final int MOST_OF_CONTROL = 125;
    private static final int MASK_LENGTH = 4;

    private final boolean ofClient;
    private final byte[] header = new byte[14];
    private int headerLength;
    private int headerEnd = 2;
    private long length;
    private long left;
    private long passed;
    private boolean inPayload;
    private boolean atEnd;
    private int message;
    private int payloadFrom;
    private @Nullable String fault;

    private FrameReader(boolean ofClient) {
        this.ofClient = ofClient;
    }

    /** Of a client, whose frames are masked. */
    public static FrameReader ofClient() {
        return new FrameReader(true);
    }

    /** Of a server, whose frames are not. */
    public static FrameReader ofServer() {
        return new FrameReader(false);
    }

    /**
     * The next bytes, {@code from} inclusive to {@code to} exclusive, but no further than to the end of a frame.
     *
     * @return where it has stopped
     */
    public int read(byte[] bytes, int from, int to) {
        if (atEnd) {
            next();
        }
        int at = from;
        while (!inPayload && at < to && fault == null) {
            header[headerLength++] = bytes[at++];
            readHeader();
        }
        payloadFrom = at;
        if (inPayload) {
            int come = (int) Math.min(left, to - at);
            passed = length - left;
            left -= come;
            at += come;
            atEnd = left == 0;
        }
        return at;
    }

    /** Whether a frame has just ended. */
    public boolean isAtEnd() {
        return atEnd;
    }

    /** Whether nothing of a frame has come that has not ended, and no message is under way. */
    public boolean isBetweenMessages() {
        return (headerLength == 0 || atEnd) && (message == CONTINUATION || endsMessage());
    }

    /** What is wrong with how a frame is written, in words; null for nothing. From then on nothing is read. */
    public @Nullable String fault() {
        return fault;
    }

    /** Whether the frame is one of control, which stands between those of a message. From its first byte on. */
    public boolean isControl() {
        return opcode() >= CLOSE;
    }

    /** Whether the frame says that its end will send no more. From its first byte on. */
    public boolean isClose() {
        return opcode() == CLOSE;
    }

    /** Whether the frame is part of a text. From its first byte on. */
    public boolean isText() {
        return !isControl() && message == TEXT;
    }

    /** Whether a message has just ended with this frame. */
    public boolean endsMessage() {
        return atEnd && !isControl() && isLast();
    }

    /** Where in the bytes that were read last the payload begins. */
    public int payloadFrom() {
        return payloadFrom;
    }

    /** How many bytes of payload the frame has, once its head has come. */
    public long length() {
        return length;
    }

    /** Takes the client's mask off payload that was read last, in its place (RFC 6455, section 5.3). */
    public void unmask(byte[] payload, int from, int to) {
        int mask = headerEnd - MASK_LENGTH;
        for (int at = from; at < to; at++) {
            payload[at] ^= header[mask + (int) ((passed + (at - from)) % MASK_LENGTH)];
        }
    }

    /** The mask of the frame, whose head has come; 0 for none. */
    public int mask() {
        int mask = headerEnd - MASK_LENGTH;
        return ofClient
                ? (header[mask] & 0xff) << 24
                        | (header[mask + 1] & 0xff) << 16
                        | (header[mask + 2] & 0xff) << 8
                        | (header[mask + 3] & 0xff)
                : 0;
    }

    private void next() {
        if (!isControl() && isLast()) {
            message = CONTINUATION;
        }
        headerLength = 0;
        headerEnd = 2;
        length = 0;
        inPayload = false;
        atEnd = false;
    }

    private void readHeader() {
        if (headerLength == 1) {
            fault = faultOfKind();
        } else if (headerLength == 2) {
            fault = faultOfLength();
            headerEnd = 2 + lengthBytes() + (ofClient ? MASK_LENGTH : 0);
        }
        if (headerLength == headerEnd && fault == null) {
            length = lengthBytes() == 0 ? shortLength() : longLength();
            left = length;
            passed = 0;
            fault = length < 0 ? "a frame is longer than any can be" : null;
            inPayload = fault == null;
            atEnd = inPayload && length == 0;
        }
    }

    private @Nullable String faultOfKind() {
        int opcode = opcode();
        boolean known = opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
        if ((header[0] & RESERVED) != 0) {
            return "a reserved bit is set, and no extension was agreed on";
        } else if (!known) {
            return "a frame is of a kind that is none";
        } else if (isControl()) {
            return isLast() ? null : "a control frame is fragmented";
        } else if ((opcode == CONTINUATION) != (message != CONTINUATION)) {
            return "a message begins within another, or goes on without one";
        }
        message = opcode == CONTINUATION ? message : opcode;
        return null;
    }

    private @Nullable String faultOfLength() {
        boolean masked = (header[1] & MASKED) != 0;
        if (masked != ofClient) {
            return ofClient ? "a frame is not masked" : "a frame is masked";
        }
        return isControl() && shortLength() > MOST_OF_CONTROL ? "a control frame is too long" : null;
    }

    private int opcode() {
        return header[0] & 0x0f;
    }

    private boolean isLast() {
        return (header[0] & LAST) != 0;
    }

    private int shortLength() {
        return header[1] & 0x7f;
    }

    private int lengthBytes() {
        return switch (shortLength()) {
            case LENGTH_OF_16_BITS -> 2;
            case LENGTH_OF_64_BITS -> 8;
            default -> 0;
        };
    }

    private long longLength() {
        long read = 0;
        for (int at = 2; at < 2 + lengthBytes(); at++) {
            read = read << 8 | (header[at] & 0xff);
        }
        return read;
    }
}
