package dev.lintel.process;

import dev.lintel.gateway.admission.CallsUnderWay;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * Gives memory back when many calls at once have become few. Collectors do it when they run, and where nothing is allocated any more
 * none runs: a process that once had ten thousand streams would keep what they took for days.
 */
@Singleton
final class MemoryReturn {

    private static final long LOOK_AGAIN_MILLIS = TimeUnit.SECONDS.toMillis(5);

    /** So many calls at once are many. */
    private static final int MANY = 500;

    /** Few are so many times less than there were. */
    private static final int FEW = 10;

    private final CallsUnderWay calls;
    private int most;

    MemoryReturn(CallsUnderWay calls) {
        this.calls = calls;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        vertx.setPeriodic(LOOK_AGAIN_MILLIS, tick -> look());
    }

    /** On one event loop. */
    private void look() {
        int now = calls.count();
        most = Math.max(most, now);
        if (most >= MANY && now <= most / FEW) {
            most = now;
            // It holds up whoever calls just now, but there are few, and little is left to be looked at.
            System.gc();
        }
    }
}
