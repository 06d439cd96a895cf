package dev.lintel;

import dev.lintel.export.FinalExport;
import dev.lintel.upstream.UpstreamClient;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * How Lintel ends: calls go on to their end, as long as they may; then the listener closes; then all telemetry is
 * exported. A second signal ends it at once.
 */
@Singleton
final class WayOut {

    private static final Logger LOG = Logger.getLogger(WayOut.class);

    /** What calls that are broken off take to hear of it. */
    private static final Duration BREAK_OFF = Duration.ofSeconds(1);

    private final ShutdownConfig config;
    private final Drain drain;
    private final UpstreamClient upstream;
    private final FinalExport export;

    WayOut(ShutdownConfig config, Drain drain, UpstreamClient upstream, FinalExport export) {
        this.config = config;
        this.drain = drain;
        this.upstream = upstream;
        this.export = export;
    }

    /** The listener is still open. */
    void drain(@Observes ShutdownDelayInitiatedEvent asked) {
        if (ApplicationLifecycleManager.isVmShuttingDown()) {
            SecondSignal.endsAtOnce();
        }
        export.begin();
        drain.begin();
        int calls = drain.calls();
        if (calls > 0) {
            LOG.infof("Waiting for the calls under way: %d", calls);
        }
        if (!drain.await(config.drainTimeout())) {
            LOG.warnf(
                    "Breaking calls off that have not ended after %d ms: %d",
                    config.drainTimeout().toMillis(), drain.calls());
            upstream.breakOff();
            drain.await(BREAK_OFF);
        }
    }

    /** The listener is closed, and so is every connection: no span begins or ends any more. Not after a refused start. */
    void export(
            @Observes(notifyObserver = Reception.IF_EXISTS) @BeforeDestroyed(ApplicationScoped.class) Object ending) {
        export.finish(config.flushTimeout());
    }
}
