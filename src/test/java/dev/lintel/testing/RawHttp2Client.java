package dev.lintel.testing;

import static dev.lintel.testing.Http2Frames.ACK;
import static dev.lintel.testing.Http2Frames.DATA;
import static dev.lintel.testing.Http2Frames.END_STREAM;
import static dev.lintel.testing.Http2Frames.GOAWAY;
import static dev.lintel.testing.Http2Frames.HEADERS;
import static dev.lintel.testing.Http2Frames.INITIAL_WINDOW_SIZE;
import static dev.lintel.testing.Http2Frames.PING;
import static dev.lintel.testing.Http2Frames.RST_STREAM;
import static dev.lintel.testing.Http2Frames.SETTINGS;
import static dev.lintel.testing.Http2Frames.WINDOW_UPDATE;

import dev.lintel.testing.Http2Frames.Frame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final int CANCEL = 8;

    /** The greatest number that a stream can have, and no error. */
    private static final byte[] RETIRED = {0x7F, -1, -1, -1, 0, 0, 0, 0};

    private static final int WINDOW = 1 << 24;
    private static final int FRAME = 16 * 1024;

    private final Socket socket;
    private final Http2Frames frames;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final Map<Integer, Http2Headers> heads = new HashMap<>();
    private final Map<Integer, ByteArrayOutputStream> contents = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    private final Set<Integer> reset = new HashSet<>();
    private int pings;
    private boolean retired;
    private int nextStream = 1;

    private RawHttp2Client(Socket socket, int window) throws IOException {
        this.socket = socket;
        this.frames = new Http2Frames(socket);
        frames.writeRaw(PREFACE.getBytes(StandardCharsets.US_ASCII));
        // Nothing waits for this client, unless it is told to let it wait.
        frames.writeSetting(INITIAL_WINDOW_SIZE, window);
        frames.writeNumbers(WINDOW_UPDATE, 0, WINDOW);
    }

    /** Connects, with prior knowledge. */
    public static RawHttp2Client connect(URI url) {
        return connect(url, WINDOW);
    }

    /** The same, and lets each stream send no more than so many bytes before {@link #widen}. */
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
        int stream = nextStream;
        nextStream += 2;
        frames.writeFields(stream, whole, fields);
        return stream;
    }

    /** Sends content. */
    public void send(int stream, byte[] content, boolean last) {
        frames.write(DATA, last ? END_STREAM : 0, stream, content);
    }

    /** Lets a stream send so many bytes more. */
    public void widen(int stream, int more) {
        frames.writeNumbers(WINDOW_UPDATE, stream, more);
    }

    /** Sends the whole of a content, of 64 kB at most, in frames of a size that every server takes (RFC 9113, section 4.2). */
    public void send(int stream, byte[] content) {
        for (int from = 0; from < content.length; from += FRAME) {
            int to = Math.min(content.length, from + FRAME);
            send(stream, Arrays.copyOfRange(content, from, to), to == content.length);
        }
    }

    /** Takes a request back. */
    public void cancel(int stream) {
        frames.writeNumbers(RST_STREAM, stream, CANCEL);
    }

    /** Waits for the server's word that all that was sent before has been read. */
    public void awaitPong() {
        int before = pings;
        frames.write(PING, 0, 0, new byte[8]);
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

    /** Waits until the server has said that no more is to be asked on this connection, though all that is will be answered. */
    public void awaitRetirement() {
        await(() -> retired);
    }

    /** Whether it has said so in what has been read yet. */
    public boolean isRetired() {
        return retired;
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
            take(frames.read());
        } catch (EOFException e) {
            throw new AssertionError("The connection ended", e);
        } catch (IOException | Http2Exception e) {
            throw new AssertionError("The connection broke", e);
        }
    }

    private void take(Frame frame) throws Http2Exception {
        int stream = frame.stream();
        switch (frame.type()) {
            case HEADERS -> heads.putIfAbsent(stream, decoder.decodeHeaders(stream, frame.block()));
            case DATA ->
                contents.computeIfAbsent(stream, absent -> new ByteArrayOutputStream())
                        .writeBytes(frame.payload());
            case RST_STREAM -> reset.add(stream);
            case GOAWAY -> {
                if (!Arrays.equals(frame.payload(), RETIRED)) {
                    throw new AssertionError("The connection is given up");
                }
                retired = true;
            }
            case SETTINGS -> acknowledge(frame, new byte[0]);
            case PING -> {
                pings += frame.is(ACK) ? 1 : 0;
                acknowledge(frame, frame.payload());
            }
            default -> {
                // Windows are large enough here.
            }
        }
        if ((frame.type() == HEADERS || frame.type() == DATA) && frame.is(END_STREAM)) {
            contents.computeIfAbsent(stream, absent -> new ByteArrayOutputStream());
            ended.add(stream);
        }
    }

    private void acknowledge(Frame frame, byte[] payload) {
        if (!frame.is(ACK)) {
            frames.write(frame.type(), ACK, 0, payload);
        }
    }
}
