package dev.lintel.testing;

import static dev.lintel.testing.Http2Frames.ACK;
import static dev.lintel.testing.Http2Frames.CONTINUATION;
import static dev.lintel.testing.Http2Frames.DATA;
import static dev.lintel.testing.Http2Frames.END_STREAM;
import static dev.lintel.testing.Http2Frames.GOAWAY;
import static dev.lintel.testing.Http2Frames.HEADERS;
import static dev.lintel.testing.Http2Frames.INITIAL_WINDOW_SIZE;
import static dev.lintel.testing.Http2Frames.MAX_CONCURRENT_STREAMS;
import static dev.lintel.testing.Http2Frames.PING;
import static dev.lintel.testing.Http2Frames.RST_STREAM;
import static dev.lintel.testing.Http2Frames.SETTINGS;
import static dev.lintel.testing.Http2Frames.WINDOW_UPDATE;

import dev.lintel.testing.Http2Frames.Frame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * A provider that speaks HTTP/2 with prior knowledge, or over TLS by ALPN, and does just what the test tells it to, be it allowed
 * or not.
 *
 * <p>Each request that comes is a {@link Stream}, which the test takes by {@link #next} and answers frame by frame from its own
 * thread. All that is received is read at once and kept; what is sent keeps to the windows of the other side.
 */
public final class FakeHttp2Upstream implements AutoCloseable {

    private static final int PREFACE_BYTES = 24;
    private static final int MOST_OF_A_FRAME = 16_384;
    private static final int DEFAULT_WINDOW = 65_535;

    private final ServerSocket listener;
    private final BlockingQueue<Stream> arrived = new LinkedBlockingQueue<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private volatile int maxStreams;
    private volatile int window;
    private volatile CountDownLatch silent = new CountDownLatch(0);

    private FakeHttp2Upstream(ServerSocket listener) {
        this.listener = listener;
        allowUsual();
    }

    /** Starts on a free port of the loopback address. */
    public static FakeHttp2Upstream start() {
        return start(ServerSocketFactory.getDefault());
    }

    /** The same over TLS, where it speaks nothing but HTTP/2. */
    public static FakeHttp2Upstream startTls(SSLContext tls) {
        return start(tls.getServerSocketFactory());
    }

    private static FakeHttp2Upstream start(ServerSocketFactory sockets) {
        try {
            ServerSocket listener = sockets.createServerSocket(0, 1024, InetAddress.getLoopbackAddress());
            // Before the first connection is waited for, which gets what is set until then.
            if (listener instanceof SSLServerSocket secured) {
                SSLParameters parameters = secured.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"h2"});
                secured.setSSLParameters(parameters);
            }
            FakeHttp2Upstream upstream = new FakeHttp2Upstream(listener);
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

    /** How many streams it allows at once on each connection to come. */
    public void allowStreams(int most) {
        maxStreams = most;
    }

    /** How many bytes of a request it takes in on each connection to come, before it {@linkplain Stream#widen says more}. */
    public void allowBytes(int most) {
        window = most;
    }

    /** Says nothing on connections to come, until it {@linkplain #speak speaks}. */
    public void beSilent() {
        silent = new CountDownLatch(1);
    }

    /** Says what it has to on all connections. */
    public void speak() {
        silent.countDown();
    }

    /** Waits until so many connections have been made to it. */
    public Connection awaitConnection(int number) {
        Patience.until("connection " + number, () -> connections.size() >= number);
        return connections.get(number - 1);
    }

    /** The next request, as soon as its head has come. */
    public Stream next() {
        try {
            Stream stream = arrived.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (stream == null) {
                throw new AssertionError("No request came");
            }
            return stream;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for a request", e);
        }
    }

    /** How many connections have been made to it since it was started afresh. */
    public int connectionsMade() {
        return connections.size();
    }

    /** How many of them are open. */
    public int connectionsOpen() {
        return (int) connections.stream().filter(connection -> !connection.gone).count();
    }

    /** Waits until each stream is over, and no request has come that nobody expected. */
    public void awaitQuiet() {
        connections.forEach(connection -> connection.await("the end of all streams", connection::isQuiet));
        if (!arrived.isEmpty()) {
            throw new AssertionError("Requests came that nobody expected: " + arrived.size());
        }
    }

    /** Forgets what was left of an earlier test, its connections too, and allows what is usual again. */
    public void startAfresh() {
        if (silent.getCount() > 0) {
            connections.forEach(Connection::close);
            speak();
        }
        for (Connection connection : connections) {
            connection.goAway(0, Integer.MAX_VALUE);
            connection.closeOutput();
            connection.await("the end of a connection", () -> connection.gone);
        }
        connections.clear();
        arrived.clear();
        allowUsual();
    }

    private void allowUsual() {
        speak();
        maxStreams = 1000;
        window = 1 << 20;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(Connection::close);
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Connection connection = new Connection(listener.accept());
                connections.add(connection);
                daemon("serve", connection::serve);
            }
        } catch (IOException closed) {
            // The listener has been closed: that is how this loop ends.
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, "fake-http2-upstream-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** One request, and the answer that the test gives it. */
    public final class Stream {

        private final Connection connection;
        private final int id;
        private final Http2Headers fields;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private long window;
        private boolean received;
        private boolean answered;
        private int resetCode = -1;

        private Stream(Connection connection, int id, Http2Headers fields) {
            this.connection = connection;
            this.id = id;
            this.fields = fields;
            this.window = connection.initialWindow;
        }

        /** Its number. */
        public int id() {
            return id;
        }

        /** What carries it, beside others perhaps. */
        public Connection connection() {
            return connection;
        }

        /** A field of its head, pseudo-header fields included. */
        public Optional<String> field(String name) {
            return Optional.ofNullable(fields.get(name)).map(CharSequence::toString);
        }

        /** All fields of its head by their names. */
        public List<String> names() {
            return fields.names().stream().map(CharSequence::toString).toList();
        }

        /** The request's content as text, awaited to its end. */
        public String text() {
            connection.await("the end of the request", () -> received);
            return content.toString(StandardCharsets.UTF_8);
        }

        /** How much of the request's content has come. */
        public int contentLength() {
            synchronized (connection) {
                return content.size();
            }
        }

        /** Waits until so much of the request's content has come. */
        public Stream awaitContent(int length) {
            connection.await("content", () -> content.size() >= length);
            return this;
        }

        /** Takes so many bytes more of the request. */
        public Stream widen(int more) {
            connection.frames.writeNumbers(WINDOW_UPDATE, id, more);
            return this;
        }

        /** Sends the head of an answer, with fields by names and values. */
        public Stream head(int status, String... more) {
            return head(false, status, more);
        }

        /** Sends a head that is the whole answer. */
        public void headAlone(int status, String... more) {
            connection.change(() -> answered = true);
            head(true, status, more);
        }

        /** Sends a head of which the status is no number, perhaps. */
        public void headOf(String status) {
            connection.change(() -> answered = true);
            connection.frames.writeFields(id, true, ":status", status);
        }

        private Stream head(boolean last, int status, String... more) {
            String[] all = new String[more.length + 2];
            all[0] = ":status";
            all[1] = String.valueOf(status);
            System.arraycopy(more, 0, all, 2, more.length);
            connection.frames.writeFields(id, last, all);
            return this;
        }

        /** Sends content, as soon as there is room for it. */
        public Stream send(String text) {
            return send(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Sends content, as soon as there is room for it. */
        public Stream send(byte[] bytes) {
            for (int at = 0; at < bytes.length; ) {
                int length = connection.take(this, Math.min(bytes.length - at, MOST_OF_A_FRAME), true);
                connection.frames.write(DATA, 0, id, Arrays.copyOfRange(bytes, at, at + length));
                at += length;
            }
            return this;
        }

        /** Sends as much of this as there is room for; says how much that was. */
        public int offer(byte[] bytes) {
            int at = 0;
            for (int length = 1; at < bytes.length && length > 0; at += length) {
                length = connection.take(this, Math.min(bytes.length - at, MOST_OF_A_FRAME), false);
                if (length > 0) {
                    connection.frames.write(DATA, 0, id, Arrays.copyOfRange(bytes, at, at + length));
                }
            }
            return at;
        }

        /** Ends the answer. */
        public void end() {
            connection.change(() -> answered = true);
            connection.frames.write(DATA, END_STREAM, id, new byte[0]);
        }

        /** Ends the answer with these trailers. */
        public void endWith(String... trailers) {
            connection.change(() -> answered = true);
            connection.frames.writeFields(id, true, trailers);
        }

        /** Answers 200 with {@code json}, once the request has come whole. */
        public void answer(String json) {
            text();
            head(200, "content-type", "application/json", "content-length", String.valueOf(json.length()));
            send(json).end();
        }

        /** Resets the stream. */
        public void reset(int code) {
            connection.change(() -> resetCode = code);
            connection.frames.writeNumbers(RST_STREAM, id, code);
        }

        /** Waits until the other side has reset it; gives the code. */
        public int awaitReset() {
            connection.await("the stream to be reset", () -> resetCode >= 0);
            return resetCode;
        }
    }

    /** One connection, read by a thread of its own; also the monitor for all that is known of its streams. */
    public final class Connection {

        private final Socket socket;
        private final Http2Frames frames;
        private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);
        private final Map<Integer, Stream> streams = new HashMap<>();
        private int initialWindow = DEFAULT_WINDOW;
        private long window = DEFAULT_WINDOW;
        private int goneAway = -1;
        private int pongs;
        private int pings;
        private volatile boolean ignoresPings;
        private volatile boolean gone;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            this.frames = new Http2Frames(socket);
        }

        /** Gives the connection up: streams above {@code last} are not seen to. */
        public void goAway(int code, int last) {
            try {
                frames.writeNumbers(GOAWAY, 0, last, code);
            } catch (UncheckedIOException closed) {
                // It is gone already.
            }
        }

        /** Allows so many streams from now on, and waits until the other side knows. */
        public void allowStreams(int most) {
            frames.writeSetting(MAX_CONCURRENT_STREAMS, most);
            awaitPong();
        }

        /** Waits until all that was sent has been read. */
        public void awaitPong() {
            int before = pongs;
            frames.write(PING, 0, 0, new byte[8]);
            await("a pong", () -> pongs > before);
        }

        /** Answers no ping from now on. */
        public void ignorePings() {
            ignoresPings = true;
        }

        /** Waits until so many pings have come; gives how many have. */
        public int awaitPings(int number) {
            await("a ping", () -> pings >= number);
            return pings;
        }

        /** Waits until the other side has given the connection up; gives the last stream that it sees to. */
        public int awaitGoAway() {
            await("the connection to be given up", () -> goneAway >= 0);
            return goneAway;
        }

        /** Waits until the other side has closed it. */
        public void awaitEnd() {
            await("the end of the connection", () -> gone);
        }

        /** Sends what is no frame of HTTP/2. */
        public void sendRaw(String bytes) {
            frames.writeRaw(bytes.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Closes it. */
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Resets it. */
        public void reset() {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            close();
        }

        private void closeOutput() {
            try {
                socket.shutdownOutput();
            } catch (IOException closed) {
                // It is gone already.
            }
        }

        private void serve() {
            try {
                if (frames.readRaw(PREFACE_BYTES).length == PREFACE_BYTES) {
                    silent.await();
                    frames.writeSetting(MAX_CONCURRENT_STREAMS, maxStreams);
                    frames.writeSetting(INITIAL_WINDOW_SIZE, FakeHttp2Upstream.this.window);
                    frames.writeNumbers(WINDOW_UPDATE, 0, 1 << 30);
                    while (true) {
                        take(frames.read());
                    }
                }
            } catch (IOException | UncheckedIOException | Http2Exception | InterruptedException broken) {
                // The connection is gone, with whatever was under way on it: that is what is told below.
            } finally {
                change(() -> gone = true);
                close();
            }
        }

        private void take(Frame frame) throws Http2Exception {
            Stream of = of(frame.stream());
            switch (frame.type()) {
                case HEADERS -> begin(frame);
                case CONTINUATION -> throw new AssertionError("Heads are short here");
                case DATA -> change(() -> known(of).content.writeBytes(frame.payload()));
                case RST_STREAM -> change(() -> known(of).resetCode = frame.number(0));
                case SETTINGS -> applySettings(frame);
                case PING -> {
                    if (frame.is(ACK)) {
                        change(() -> pongs++);
                        return;
                    }
                    change(() -> pings++);
                    if (!ignoresPings) {
                        frames.write(PING, ACK, 0, frame.payload());
                    }
                }
                case GOAWAY -> change(() -> goneAway = frame.number(0));
                case WINDOW_UPDATE -> change(() -> widen(of, frame.number(0)));
                default -> {
                    // Nothing that a test asks for.
                }
            }
            Stream begun = of(frame.stream());
            if ((frame.type() == HEADERS || frame.type() == DATA) && frame.is(END_STREAM) && begun != null) {
                change(() -> begun.received = true);
            }
        }

        private void begin(Frame frame) throws Http2Exception {
            Http2Headers fields = decoder.decodeHeaders(frame.stream(), frame.block());
            Stream stream = new Stream(this, frame.stream(), fields);
            change(() -> streams.put(stream.id, stream));
            arrived.add(stream);
        }

        private void applySettings(Frame frame) {
            if (frame.is(ACK)) {
                return;
            }
            for (int at = 0; at < frame.payload().length; at += 6) {
                int setting = frame.payload()[at + 1];
                int value = frame.number(at + 2);
                if (setting == INITIAL_WINDOW_SIZE) {
                    change(() -> initialWindow = value);
                }
            }
            frames.write(SETTINGS, ACK, 0, new byte[0]);
        }

        private void widen(@Nullable Stream stream, int more) {
            if (stream == null) {
                window += more;
            } else {
                stream.window += more;
            }
        }

        /** Takes up to {@code most} bytes of the windows, one at least if it may be waited for. */
        private int take(Stream stream, int most, boolean waits) {
            synchronized (this) {
                if (waits) {
                    Patience.await(this, "room for an answer", () -> stream.window > 0 && window > 0);
                }
                int length = (int) Math.max(0, Math.min(most, Math.min(stream.window, window)));
                stream.window -= length;
                window -= length;
                return length;
            }
        }

        private synchronized @Nullable Stream of(int id) {
            return streams.get(id);
        }

        private static Stream known(@Nullable Stream stream) {
            if (stream == null) {
                throw new AssertionError("A frame came of a stream that was never opened");
            }
            return stream;
        }

        private synchronized boolean isQuiet() {
            return gone
                    || streams.values().stream()
                            .allMatch(stream -> stream.resetCode >= 0 || stream.received && stream.answered);
        }

        private void await(String what, BooleanSupplier fact) {
            synchronized (this) {
                Patience.await(this, what, fact);
            }
        }

        private synchronized void change(Runnable what) {
            what.run();
            notifyAll();
        }
    }
}
