package dev.lintel.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client on a bare socket: it writes exactly the bytes that it is told to, and reads when it is told to. For one
 * thread. Text is written and read as ISO 8859-1: a character is a byte.
 */
public final class RawClient implements AutoCloseable {

    private final Socket socket;
    private final OutputStream out;
    private final HttpReader in;
    private @Nullable InputStream content;

    /** A whole answer. */
    public record Answer(HttpHead head, byte[] content, List<HttpHead.Field> trailers) {

        /** The status code. */
        public int status() {
            return head.status();
        }

        /** The content as text. */
        public String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = new HttpReader(socket.getInputStream());
    }

    /** Connects to the server that {@code url} names. */
    public static RawClient connect(URI url) {
        return connect(url, 0);
    }

    /** Connects, and lets the system take in no more than about {@code receiveBuffer} bytes that are not read. */
    public static RawClient connect(URI url, int receiveBuffer) {
        try {
            return new RawClient(socket(url, receiveBuffer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection whose reads end in time; with {@code receiveBuffer} 0 the system takes in what it likes. */
    static Socket socket(URI url, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Patience.LIMIT.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getByName(url.getHost()), url.getPort()));
        return socket;
    }

    /** The port at which Lintel tells this connection from others. */
    public int localPort() {
        return socket.getLocalPort();
    }

    /** Sends a request without content. */
    public RawClient get(String target) {
        return send("GET " + target + " HTTP/1.1\r\nhost: lintel.test\r\n\r\n");
    }

    /** Sends a JSON request with further header lines, each ended by CRLF. */
    public RawClient post(String target, String headerLines, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return send("POST " + target + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-type: application/json\r\n"
                        + headerLines + "content-length: " + body.length + "\r\n\r\n")
                .send(body);
    }

    /** Sends a JSON request. */
    public RawClient post(String target, String json) {
        return post(target, "", json);
    }

    /** Sends these bytes. */
    public RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends these bytes. */
    public RawClient send(byte[] bytes) {
        try {
            out.write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends these bytes as one chunk; none as the last one. */
    public RawClient sendChunk(byte[] bytes) {
        return send(Integer.toHexString(bytes.length) + "\r\n").send(bytes).send("\r\n");
    }

    /** Reads the next head. */
    public HttpHead readHead() {
        try {
            HttpHead head = in.readHead().orElseThrow(() -> new AssertionError("The connection ended before a head"));
            content = in.answerContent(head);
            return head;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the next {@code length} bytes of the content. */
    public byte[] read(int length) {
        try {
            byte[] bytes = content().readNBytes(length);
            if (bytes.length < length) {
                throw new AssertionError("The content ended after " + bytes.length + " of " + length + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the rest of the content; fails when it breaks off. */
    public byte[] readRest() {
        try {
            return content().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content that follows the head that was last read. */
    public InputStream content() {
        if (content == null) {
            throw new IllegalStateException("No head has been read");
        }
        return content;
    }

    /** Reads a whole answer. */
    public Answer readAnswer() {
        HttpHead head = readHead();
        byte[] whole = readRest();
        return new Answer(head, whole, in.trailers());
    }

    /** Reads on until the answer breaks off; fails when it ends as if it were whole. */
    public void readBreak() {
        try {
            content().readAllBytes();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("The answer neither goes on nor breaks off", e);
        } catch (IOException expected) {
            return;
        }
        throw new AssertionError("The answer ended as if it were whole");
    }

    /** Reads the connection's end, clean or not; fails when something else comes. */
    public void readEnd() {
        Optional<Integer> next;
        try {
            next = Optional.of(in.readByte()).filter(value -> value >= 0);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("The connection stays open", e);
        } catch (IOException broken) {
            next = Optional.empty();
        }
        if (next.isPresent()) {
            throw new AssertionError("More came: byte " + next.get());
        }
    }

    /** Closes the sending half: the server reads the end, and may go on answering. */
    public void closeOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves without a farewell: the server sees the connection reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
