package dev.lintel.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A client of HTTP/2 on a bare socket, which says just what it is told to, be it allowed or not, and tells its streams apart.
 * For one thread.
 */
public final class RawHttp2Client implements AutoCloseable {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 32;
    private static final int PRIORITY_BYTES = 5;
    private static final int ACK = 1;
    private static final int CANCEL = 8;
    private static final int WINDOW = 1 << 24;

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final Map<Integer, Http2Headers> heads = new HashMap<>();
    private final Map<Integer, ByteArrayOutputStream> contents = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    private final Set<Integer> reset = new HashSet<>();
    private int pings;
    private int nextStream = 1;

    private RawHttp2Client(Socket socket, int window) throws IOException {
        this.socket = socket;
        this.out = new DataOutputStream(socket.getOutputStream());
        this.in = new DataInputStream(socket.getInputStream());
        out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        // SETTINGS_INITIAL_WINDOW_SIZE, and the connection's own window: nothing waits for that one.
        ByteBuf settings = Unpooled.buffer().writeShort(4).writeInt(window);
        frame(SETTINGS, 0, 0, bytes(settings));
        frame(WINDOW_UPDATE, 0, 0, bytes(Unpooled.buffer().writeInt(WINDOW)));
    }

    /** Connects, with prior knowledge. */
    public static RawHttp2Client connect(URI url) {
        return connect(url, WINDOW);
    }

    /** The same, by a client that takes so many bytes of each answer, and no more. */
    public static RawHttp2Client connect(URI url, int window) {
        try {
            return new RawHttp2Client(RawClient.socket(url, 0), window);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Opens a stream with a request's head, and says whether that is all of it.
     *
     * @param fields names and values by turns, besides the pseudo-header fields
     * @return the stream's number
     */
    public int open(boolean whole, String method, String path, String... fields) {
        List<String> all = new ArrayList<>(
                List.of(":method", method, ":scheme", "http", ":authority", "lintel.test", ":path", path));
        all.addAll(List.of(fields));
        return openWith(whole, all.toArray(String[]::new));
    }

    /** Opens a stream with a request's head of these fields, the pseudo-header fields among them. */
    public int openWith(boolean whole, String... fields) {
        ByteBuf block = Unpooled.buffer();
        for (int i = 0; i < fields.length; i += 2) {
            literal(block, fields[i], fields[i + 1]);
        }
        int stream = nextStream;
        nextStream += 2;
        frame(HEADERS, END_HEADERS | (whole ? END_STREAM : 0), stream, bytes(block));
        return stream;
    }

    /** Sends content. */
    public void send(int stream, byte[] content, boolean last) {
        frame(DATA, last ? END_STREAM : 0, stream, content);
    }

    /** Takes a request back. */
    public void cancel(int stream) {
        frame(RST_STREAM, 0, stream, bytes(Unpooled.buffer().writeInt(CANCEL)));
    }

    /** Waits for the server's word that all that was sent before has been read. */
    public void awaitPong() {
        int before = pings;
        frame(PING, 0, 0, new byte[8]);
        await(() -> pings > before);
    }

    /** The status of a stream's answer, awaited. */
    public int status(int stream) {
        await(() -> heads.containsKey(stream));
        return Integer.parseInt(heads.get(stream).status().toString());
    }

    /** Whether a stream's answer has ended as if it were whole. */
    public boolean isEnded(int stream) {
        return ended.contains(stream);
    }

    /** The port at which Lintel tells this connection from others. */
    public int localPort() {
        return socket.getLocalPort();
    }

    /** Leaves without a farewell: the server sees the connection reset. */
    public void resetConnection() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A field of a stream's answer, whose head has come; empty when it is missing. */
    public String field(int stream, String name) {
        CharSequence value = heads.get(stream).get(name);
        return value == null ? "" : value.toString();
    }

    /** The whole content of a stream's answer, awaited to its end. */
    public String text(int stream) {
        await(() -> ended.contains(stream));
        return contents.get(stream).toString(StandardCharsets.UTF_8);
    }

    /** Waits until so much of a stream's answer has come. */
    public void awaitContent(int stream, int length) {
        await(() -> contents.containsKey(stream) && contents.get(stream).size() >= length);
    }

    /** Waits until the server has broken a stream off. */
    public void awaitReset(int stream) {
        await(() -> reset.contains(stream));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await(BooleanSupplier fact) {
        while (!fact.getAsBoolean()) {
            read();
        }
    }

    private void read() {
        try {
            int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt() & 0x7FFFFFFF;
            byte[] payload = in.readNBytes(length);
            take(type, flags, stream, payload);
        } catch (EOFException e) {
            throw new AssertionError("The connection ended", e);
        } catch (IOException | Http2Exception e) {
            throw new AssertionError("The connection broke", e);
        }
    }

    private void take(int type, int flags, int stream, byte[] payload) throws Http2Exception {
        switch (type) {
            case HEADERS -> {
                ByteBuf block = Unpooled.wrappedBuffer(payload).skipBytes((flags & PRIORITY) != 0 ? PRIORITY_BYTES : 0);
                heads.putIfAbsent(stream, decoder.decodeHeaders(stream, block));
            }
            case DATA ->
                contents.computeIfAbsent(stream, absent -> new ByteArrayOutputStream())
                        .writeBytes(payload);
            case RST_STREAM -> reset.add(stream);
            case GOAWAY -> throw new AssertionError("The connection is given up");
            case SETTINGS -> acknowledge(SETTINGS, flags, new byte[0]);
            case PING -> {
                pings += flags & ACK;
                acknowledge(PING, flags, payload);
            }
            default -> {
                // Windows are large enough here.
            }
        }
        if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
            contents.computeIfAbsent(stream, absent -> new ByteArrayOutputStream());
            ended.add(stream);
        }
    }

    private void acknowledge(int type, int flags, byte[] payload) {
        if ((flags & ACK) == 0) {
            frame(type, ACK, 0, payload);
        }
    }

    private void frame(int type, int flags, int stream, byte[] payload) {
        try {
            ByteBuf frame = Unpooled.buffer()
                    .writeMedium(payload.length)
                    .writeByte(type)
                    .writeByte(flags)
                    .writeInt(stream)
                    .writeBytes(payload);
            out.write(bytes(frame));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
