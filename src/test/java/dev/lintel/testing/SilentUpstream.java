package dev.lintel.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
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
        Map<String, String> config = new TreeMap<>(UpstreamResource.NO_COLLECTOR);
        config.put("providers.silent.base_url", "http://127.0.0.1:" + listener.getLocalPort() + "/v1");
        config.put("providers.silent.default", "true");
        config.put("providers.silent.connect_timeout", "10m");
        config.put("quarkus.http.limits.max-concurrent-streams", "10000");
        config.put("quarkus.vertx.event-loops-pool-size", "1");
        return config;
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
