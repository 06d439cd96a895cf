package dev.lintel.viewer;

import dev.lintel.http.LoopbackHosts;
import dev.lintel.viewer.store.TraceArchive;
import dev.lintel.viewer.store.TraceStore;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Optional;

/** The viewer by its configuration: what it keeps and whom it lets in, or that it is switched off. */
public final class Viewer implements AutoCloseable {

    private final Optional<TraceArchive> archive;
    private final AccessKey key;
    private final long maxBodyBytes;
    private final boolean loopbackOnly;

    /**
     * Makes what the configuration asks for.
     *
     * @param maxBodyBytes the most that one export may bring, also after inflation
     * @param loopbackOnly whether it answers only who names this machine as its host: a web page of another name that has
     *     been pointed here (DNS rebinding) does not
     * @throws IllegalArgumentException for a wrong value, with the name of its key
     */
    public Viewer(ViewerConfig config, long maxBodyBytes, boolean loopbackOnly) {
        if (config.maxMemory().asBigInteger().bitLength() >= Long.SIZE) {
            throw new IllegalArgumentException("max_memory: so many bytes there cannot be");
        }
        TraceStore.Limits limits = new TraceStore.Limits(
                config.maxTraces(),
                config.maxSpansPerTrace(),
                config.maxMemory().asLongValue());
        this.key = new AccessKey(config.accessKey().orElse(null));
        this.archive = config.enabled() ? Optional.of(new TraceArchive(limits)) : Optional.empty();
        this.maxBodyBytes = maxBodyBytes;
        this.loopbackOnly = loopbackOnly;
    }

    /** What is kept; empty when the viewer is switched off. */
    Optional<TraceArchive> archive() {
        return archive;
    }

    AccessKey key() {
        return key;
    }

    /** Whether a request names a host that it may. */
    boolean isMeantBy(HttpServerRequest request) {
        HostAndPort host = request.authority();
        return !loopbackOnly || (host != null && LoopbackHosts.isLoopback(host.host()));
    }

    long maxBodyBytes() {
        return maxBodyBytes;
    }

    @Override
    public void close() {
        archive.ifPresent(TraceArchive::close);
    }
}
