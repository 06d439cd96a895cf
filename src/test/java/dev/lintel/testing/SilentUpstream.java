package dev.lintel.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The default provider of a Lintel: takes every connection, and never says anything. */
public final class SilentUpstream implements QuarkusTestResourceLifecycleManager {

    private final ServerSocket listener;
    private final Queue<Socket> taken = new ConcurrentLinkedQueue<>();

    public SilentUpstream() {
        try {
            listener = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> start() {
        Thread thread = new Thread(this::accept, "silent-upstream");
        thread.setDaemon(true);
        thread.start();
        return Map.of(
                "providers.silent.base_url", "http://127.0.0.1:" + listener.getLocalPort() + "/v1",
                "providers.silent.default", "true",
                "providers.silent.connect_timeout", "10m",
                "quarkus.http.limits.max-concurrent-streams", "10000",
                "quarkus.vertx.event-loops-pool-size", "1",
                "quarkus.otel.bsp.schedule.delay", "1h",
                "quarkus.otel.metric.export.interval", "1h",
                "shutdown.flush_timeout", "0s",
                "shutdown.quiet_period", "0s");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(SilentUpstream.class));
    }

    /** How many connections it has taken. */
    public int connections() {
        return taken.size();
    }

    @Override
    public void stop() {
        try {
            listener.close();
            for (Socket socket : taken) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                taken.add(listener.accept());
            }
        } catch (IOException closed) {
            // The listener has been closed: that is how this loop ends.
        }
    }
}
