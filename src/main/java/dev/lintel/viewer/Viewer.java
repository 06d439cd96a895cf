package dev.lintel.viewer;

import dev.lintel.viewer.store.TraceArchive;
import dev.lintel.viewer.store.TraceStore;
import java.util.Optional;

/** The viewer by its configuration: what it keeps and whom it lets in, or that it is switched off. */
public final class Viewer implements AutoCloseable {

    private final Optional<TraceArchive> archive;
    private final AccessKey key;
    private final long maxBodyBytes;

    /**
     * Makes what the configuration asks for.
     *
     * @param maxBodyBytes the most that one export may bring, also after inflation
     * @throws IllegalArgumentException for a wrong value, with the name of its key
     */
    public Viewer(ViewerConfig config, long maxBodyBytes) {
        TraceStore.Limits limits = new TraceStore.Limits(
                config.maxTraces(),
                config.maxSpansPerTrace(),
                config.maxMemory().asLongValue());
        this.key = new AccessKey(config.accessKey().orElse(null));
        this.archive = config.enabled() ? Optional.of(new TraceArchive(limits)) : Optional.empty();
        this.maxBodyBytes = maxBodyBytes;
    }

    /** What is kept; empty when the viewer is switched off. */
    Optional<TraceArchive> archive() {
        return archive;
    }

    AccessKey key() {
        return key;
    }

    long maxBodyBytes() {
        return maxBodyBytes;
    }

    @Override
    public void close() {
        archive.ifPresent(TraceArchive::close);
    }
}
