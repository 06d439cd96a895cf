package dev.lintel.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that makes a tunnel to one port of this machine, whatever host it is asked for, and remembers what it was asked. */
public final class FakeProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final String answer;
    private final List<HttpHead> asked = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private FakeProxy(int target, String answer) throws IOException {
        this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        this.target = target;
        this.answer = answer;
    }

    /** Starts one whose tunnels lead to {@code port}. */
    public static FakeProxy to(int port) {
        return started(port, "200 Connection established");
    }

    /** Starts one that answers with this status in the place of a tunnel. */
    public static FakeProxy refusing(String status) {
        return started(0, status);
    }

    /** The port that it listens at. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The heads that it was asked with so far. */
    public List<HttpHead> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FakeProxy started(int port, String answer) {
        try {
            FakeProxy proxy = new FakeProxy(port, answer);
            daemon(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket client = listener.accept();
                sockets.add(client);
                daemon(() -> serve(client));
            }
        } catch (IOException closed) {
            // The listener has been closed: that is how this loop ends.
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) in.read());
            }
            asked.add(HttpHead.parse(head.toString()));
            client.getOutputStream().write(("HTTP/1.1 " + answer + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            if (target != 0) {
                tunnel(client);
            }
        } catch (IOException gone) {
            // One side has left, and the other sees it.
        }
    }

    private void tunnel(Socket client) throws IOException {
        try (Socket provider = new Socket(InetAddress.getLoopbackAddress(), target)) {
            sockets.add(provider);
            daemon(() -> pass(provider, client));
            pass(client, provider);
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            from.getInputStream().transferTo(out);
            to.shutdownOutput();
        } catch (IOException gone) {
            // One side has left, and the other sees it.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
