package dev.lintel.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * A provider that does just what the test tells it to, when the test tells it to.
 *
 * <p>Each request that comes is an {@link Exchange}, which the test takes by {@link #next} and answers byte by byte from
 * its own thread: so the test decides what happens before what, on both ends of Lintel. All that is received is read
 * at once and kept. Text is sent as ISO 8859-1: a character is a byte.
 */
public final class FakeUpstream implements AutoCloseable {

    private static final int SEND_BUFFER = 64 * 1024;

    private final ServerSocket listener;
    private final BlockingQueue<Exchange> arrived = new LinkedBlockingQueue<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger made = new AtomicInteger();

    private FakeUpstream(ServerSocket listener) {
        this.listener = listener;
    }

    /** Starts on a free port of the loopback address. */
    public static FakeUpstream start() {
        return start(ServerSocketFactory.getDefault(), false);
    }

    /** The same over TLS; {@code wantsCertificate} says whether it serves only those that show a certificate it trusts. */
    public static FakeUpstream startTls(SSLContext tls, boolean wantsCertificate) {
        return start(tls.getServerSocketFactory(), wantsCertificate);
    }

    private static FakeUpstream start(ServerSocketFactory sockets, boolean wantsCertificate) {
        try {
            ServerSocket listener = sockets.createServerSocket(0, 1024, InetAddress.getLoopbackAddress());
            // Before the first connection is waited for, which gets what is set until then.
            if (listener instanceof SSLServerSocket secured) {
                secured.setNeedClientAuth(wantsCertificate);
            }
            FakeUpstream upstream = new FakeUpstream(listener);
            daemon("accept", upstream::accept);
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that it listens at. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The next request, as soon as its head has come. */
    public Exchange next() {
        try {
            Exchange exchange = arrived.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (exchange == null) {
                throw new AssertionError("No request came");
            }
            return exchange;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for a request", e);
        }
    }

    /** How many connections have been made to it. */
    public int connectionsMade() {
        return made.get();
    }

    /** Waits until each connection is closed or idle: its last request has come whole, and its answer gone. */
    public void awaitQuiet() {
        connections.forEach(Connection::awaitQuiet);
        connections.removeIf(connection -> connection.gone);
        if (!arrived.isEmpty()) {
            throw new AssertionError("Requests came that nobody expected: "
                    + arrived.stream()
                            .map(exchange -> exchange.head.startLine())
                            .toList());
        }
    }

    /** Forgets what was left of an earlier test: its connections too, so that none is taken for a stale one. */
    public void startAfresh() {
        connections.stream().filter(connection -> !connection.isQuiet()).forEach(Connection::closeSocket);
        connections.stream().filter(Connection::isQuiet).forEach(Connection::leave);
        connections.clear();
        arrived.clear();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(Connection::closeSocket);
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Connection connection = new Connection(listener.accept());
                connections.add(connection);
                made.incrementAndGet();
                daemon("serve", connection::serve);
            }
        } catch (IOException closed) {
            // The listener has been closed: that is how this loop ends.
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, "fake-upstream-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** One request, and the answer that the test gives it. */
    public final class Exchange {

        private final Connection connection;
        private final HttpHead head;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean received;
        private boolean answered;

        private Exchange(Connection connection, HttpHead head) {
            this.connection = connection;
            this.head = head;
        }

        /** The request's head. */
        public HttpHead head() {
            return head;
        }

        /** The request's content, awaited to its end; fails when it breaks off. */
        public byte[] content() {
            connection.await("the end of the request", () -> received || connection.gone);
            if (!received) {
                throw new AssertionError("The request broke off after " + content.size() + " bytes of content");
            }
            return content.toByteArray();
        }

        /** The request's content as text. */
        public String text() {
            return new String(content(), StandardCharsets.UTF_8);
        }

        /** Waits until {@code length} bytes of the content have come, and no longer. */
        public Exchange awaitContent(long length) {
            connection.await(length + " bytes of content", () -> content.size() >= length || connection.gone);
            if (content.size() < length) {
                throw new AssertionError("The request broke off after " + content.size() + " bytes of content");
            }
            return this;
        }

        /** The content that has come so far. */
        public byte[] contentSoFar() {
            synchronized (connection) {
                return content.toByteArray();
            }
        }

        /** The port of the other side, at which one connection is told from others. */
        public int peerPort() {
            return connection.socket.getPort();
        }

        /** How much content has come. */
        public int received() {
            synchronized (connection) {
                return content.size();
            }
        }

        /** Reads no more of the content, until {@link #readAgain}. */
        public void stopReading() {
            connection.change(() -> connection.reading = false);
        }

        /** Reads the content again. */
        public void readAgain() {
            connection.change(() -> connection.reading = true);
        }

        /** Waits until the connection breaks before the request's end; fails when the request ends. */
        public void awaitBrokenRequest() {
            connection.await("the end of the request", () -> received || connection.gone);
            if (received) {
                throw new AssertionError("The request ended as if it were whole");
            }
        }

        /** Waits until the other side closes or resets the connection. */
        public void awaitDeparture() {
            connection.await("the connection's end", () -> connection.gone);
        }

        /** Sends these bytes. */
        public Exchange send(String text) {
            return send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Sends these bytes. */
        public Exchange send(byte[] bytes) {
            try {
                connection.socket.getOutputStream().write(bytes);
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Sends these bytes as one chunk. */
        public Exchange sendChunk(byte[] bytes) {
            return send(Integer.toHexString(bytes.length) + "\r\n").send(bytes).send("\r\n");
        }

        /** Sends these bytes as one chunk. */
        public Exchange sendChunk(String text) {
            return sendChunk(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Sends the last bytes of the answer: the connection may then serve another request. */
        public void end(byte[] bytes) {
            // Before the bytes go: the next request may come as soon as they have.
            connection.change(() -> answered = true);
            send(bytes);
        }

        /** Sends the last bytes of the answer: the connection may then serve another request. */
        public void end(String text) {
            end(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Answers 200 with {@code json}, once the request has come whole. */
        public void answer(String json) {
            content();
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            end("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + body.length + "\r\n\r\n"
                    + new String(body, StandardCharsets.ISO_8859_1));
        }

        /** Sends the head of a 200 answer that comes in chunks. */
        public Exchange startStream() {
            return send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
        }

        /** Sends the last chunk. */
        public void endStream() {
            end("0\r\n\r\n");
        }

        /** Closes the sending half: the other side reads the end. */
        public void closeOutput() {
            try {
                connection.socket.shutdownOutput();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Closes the connection. */
        public void close() {
            connection.closeSocket();
        }

        /** Resets the connection. */
        public void reset() {
            try {
                connection.socket.setSoLinger(true, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            connection.closeSocket();
        }
    }

    /** One connection, read by a thread of its own; also the monitor for all that is known of its exchanges. */
    private final class Connection {

        private final Socket socket;
        private @Nullable Exchange current;
        private boolean reading = true;
        private volatile boolean gone;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setSendBufferSize(SEND_BUFFER);
        }

        void serve() {
            try {
                HttpReader in = new HttpReader(socket.getInputStream());
                for (Optional<HttpHead> head = in.readHead(); head.isPresent(); head = in.readHead()) {
                    receive(new Exchange(this, head.get()), in);
                }
            } catch (IOException broken) {
                // The connection is gone, with whatever was under way on it: that is what is told below.
            } finally {
                change(() -> gone = true);
                closeSocket();
            }
        }

        private void receive(Exchange exchange, HttpReader in) throws IOException {
            change(() -> current = exchange);
            arrived.add(exchange);
            InputStream content = in.requestContent(exchange.head);
            byte[] piece = new byte[16 * 1024];
            for (int count = read(content, piece); count >= 0; count = read(content, piece)) {
                int length = count;
                change(() -> exchange.content.write(piece, 0, length));
            }
            change(() -> exchange.received = true);
        }

        private int read(InputStream content, byte[] piece) throws IOException {
            synchronized (this) {
                while (!reading) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
            }
            return content.read(piece);
        }

        void await(String what, BooleanSupplier fact) {
            synchronized (this) {
                Patience.await(this, what, fact);
            }
        }

        void awaitQuiet() {
            await("the connection to be closed or idle", this::isQuiet);
        }

        synchronized boolean isQuiet() {
            return gone || current == null || current.received && current.answered;
        }

        synchronized void change(Runnable what) {
            what.run();
            notifyAll();
        }

        /** Ends an idle connection, and waits for the other side to have noticed. */
        void leave() {
            try {
                socket.shutdownOutput();
            } catch (IOException closed) {
                // It is gone already.
                return;
            }
            await("the end of an idle connection", () -> gone);
        }

        void closeSocket() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
