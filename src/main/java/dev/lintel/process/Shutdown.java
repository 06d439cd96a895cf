package dev.lintel.process;

import dev.lintel.demo.DemoProvider;
import dev.lintel.export.FinalExport;
import dev.lintel.gateway.admission.CallsUnderWay;
import dev.lintel.http.connection.ClientConnections;
import dev.lintel.process.policy.ShutdownConfig;
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
 * How Lintel ends: calls go on to their end, as long as they may, and what still comes is answered and sent elsewhere; when nothing
 * comes any more the listener closes; then all telemetry is exported. A second signal ends it at once.
 */
@Singleton
final class Shutdown {

    private static final Logger LOG = Logger.getLogger(Shutdown.class);

    /** What calls that are broken off take to hear of it. */
    private static final Duration BREAK_OFF = Duration.ofSeconds(1);

    private final ShutdownConfig config;
    private final CallsUnderWay calls;
    private final ClientConnections connections;
    private final UpstreamClient upstream;
    private final DemoProvider demo;
    private final FinalExport export;

    Shutdown(
            ShutdownConfig config,
            CallsUnderWay calls,
            ClientConnections connections,
            UpstreamClient upstream,
            DemoProvider demo,
            FinalExport export) {
        this.config = config;
        this.calls = calls;
        this.connections = connections;
        this.upstream = upstream;
        this.demo = demo;
        this.export = export;
    }

    /** The listener is still open. */
    void drain(@Observes ShutdownDelayInitiatedEvent asked) {
        if (ApplicationLifecycleManager.isVmShuttingDown()) {
            SecondSignal.endsAtOnce();
        }
        export.begin();
        calls.drain();
        int count = calls.count();
        if (count > 0) {
            LOG.infof("Waiting for the calls under way: %d", count);
        }
        if (!isOver()) {
            LOG.warnf(
                    "Breaking calls off that have not ended after %d ms: %d",
                    config.drainTimeout().toMillis(), calls.count());
            upstream.breakOff();
            calls.await(BREAK_OFF);
        }
    }

    // Where calls do not cease to come no more connections are taken, early enough for those that are there to be
    // answered.
    private boolean isOver() {
        Duration quiet = config.quietPeriod();
        long deadline = System.nanoTime() + config.drainTimeout().toNanos();
        boolean wasQuiet = calls.awaitQuiet(quiet, deadline - quiet.toNanos());
        connections.stopAccepting(demo.port());
        return calls.awaitQuiet(wasQuiet ? Duration.ZERO : quiet, deadline) || calls.count() == 0;
    }

    /** The listener is closed, and so is every connection: no span begins or ends any more. Not after a refused start. */
    void export(
            @Observes(notifyObserver = Reception.IF_EXISTS) @BeforeDestroyed(ApplicationScoped.class) Object ending) {
        export.finish(config.flushTimeout());
    }
}
