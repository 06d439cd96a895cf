package dev.lintel.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Frames of HTTP/2 (RFC 9113, section 6) on a bare socket, allowed or not. One thread may read, and any write. */
final class Http2Frames {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int ACK = 1;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int PRIORITY = 32;

    static final int MAX_CONCURRENT_STREAMS = 3;
    static final int INITIAL_WINDOW_SIZE = 4;

    private static final int PRIORITY_BYTES = 5;
    private static final int MOST = 16_384;

    private final DataOutputStream out;
    private final DataInputStream in;

    Http2Frames(Socket socket) throws IOException {
        out = new DataOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
    }

    /** One frame. */
    record Frame(int type, int flags, int stream, byte[] payload) {

        boolean is(int flag) {
            return (flags & flag) != 0;
        }

        int number(int offset) {
            return Unpooled.wrappedBuffer(payload).getInt(offset);
        }

        /** A block of fields, without the priority that may stand before it. */
        ByteBuf block() {
            return Unpooled.wrappedBuffer(payload).skipBytes(is(PRIORITY) ? PRIORITY_BYTES : 0);
        }
    }

    Frame read() throws IOException {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & 0x7FFFFFFF;
        return new Frame(type, flags, stream, in.readNBytes(length));
    }

    byte[] readRaw(int length) throws IOException {
        return in.readNBytes(length);
    }

    synchronized void writeRaw(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(int type, int flags, int stream, byte[] payload) {
        writeRaw(bytes(Unpooled.buffer()
                .writeMedium(payload.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(payload)));
    }

    /** A frame whose payload is numbers of four bytes. */
    void writeNumbers(int type, int stream, int... numbers) {
        ByteBuf payload = Unpooled.buffer();
        for (int number : numbers) {
            payload.writeInt(number);
        }
        write(type, 0, stream, bytes(payload));
    }

    void writeSetting(int setting, int value) {
        write(SETTINGS, 0, 0, bytes(Unpooled.buffer().writeShort(setting).writeInt(value)));
    }

    /** Names and values by turns. */
    void writeFields(int stream, boolean last, String... fields) {
        ByteBuf block = Unpooled.buffer();
        for (int i = 0; i < fields.length; i += 2) {
            literal(block, fields[i], fields[i + 1]);
        }
        writeBlock(stream, last, bytes(block));
    }

    private synchronized void writeBlock(int stream, boolean last, byte[] block) {
        for (int at = 0; at == 0 || at < block.length; at += MOST) {
            int length = Math.min(MOST, block.length - at);
            int flags = (at + length == block.length ? END_HEADERS : 0) | (at == 0 && last ? END_STREAM : 0);
            write(at == 0 ? HEADERS : CONTINUATION, flags, stream, Arrays.copyOfRange(block, at, at + length));
        }
    }

    // RFC 7541, section 6.2.2: a literal without indexing, and without Huffman's code.
    private static void literal(ByteBuf block, String name, String value) {
        block.writeByte(0);
        string(block, name);
        string(block, value);
    }

    private static void string(ByteBuf block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.writeByte(bytes.length);
        } else {
            block.writeByte(127);
            int rest = bytes.length - 127;
            while (rest >= 128) {
                block.writeByte(rest % 128 + 128);
                rest /= 128;
            }
            block.writeByte(rest);
        }
        block.writeBytes(bytes);
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }
}
