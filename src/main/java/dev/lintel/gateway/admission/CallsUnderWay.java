package dev.lintel.gateway.admission;

import dev.lintel.http.ApiError;
import dev.lintel.http.RefusedException;
import dev.lintel.http.connection.ClientConnections;
import dev.lintel.http.connection.LastAnswer;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Knows how many calls are under way, and waits for them once Lintel is to end: it is no longer ready then, and tells
 * clients that still come to come elsewhere next. Any thread may ask it.
 */
@Singleton
public final class CallsUnderWay {

    /**
     * How many may be.
     *
     * @param most 1 or more
     */
    public record Limit(int most) {

        /**
         * Checks it.
         *
         * @throws IllegalArgumentException naming the key at fault
         */
        public Limit {
            if (most < 1) {
                throw new IllegalArgumentException("max_calls: " + most + " is not allowed: it is 1 or more");
            }
        }
    }

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Limit limit;
    private final ClientConnections connections;
    private final AtomicInteger calls = new AtomicInteger();
    private final Set<Draining> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;
    private volatile long quietSinceNanos = System.nanoTime();

    CallsUnderWay(Limit limit, ClientConnections connections) {
        this.limit = limit;
        this.connections = connections;
    }

    /**
     * Requires that one that has come is not too many.
     *
     * @throws RefusedException when it is
     */
    void requireRoom() {
        if (calls.get() > limit.most()) {
            throw new RefusedException(ApiError.upstream(
                    503, "too_many_calls", "Lintel has " + limit.most() + " calls under way, and takes no more."));
        }
    }

    /** What is to be told when Lintel is to end: a call, or what lasts though no call is under way on it. */
    public interface Draining {

        /** Lintel is to end. On any thread. */
        void drain();
    }

    /** One has come. */
    public void enter(Draining come) {
        calls.incrementAndGet();
        underWay.add(come);
        if (draining) {
            come.drain();
        }
    }

    /** One that has come is over. */
    public void leave(Draining over) {
        underWay.remove(over);
        if (draining) {
            quietSinceNanos = System.nanoTime();
        }
        if (calls.decrementAndGet() == 0 && draining) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** From now on Lintel is not ready. What comes is still let in, for routes change only after a while. */
    public void drain() {
        quietSinceNanos = System.nanoTime();
        draining = true;
        connections.retire();
        underWay.forEach(Draining::drain);
    }

    /**
     * Requires that what is to last may still begin.
     *
     * @throws RefusedException when Lintel is to end
     */
    public void requireLasting() {
        if (draining) {
            throw new RefusedException(
                    ApiError.upstream(503, "shutting_down", "Lintel is shutting down. Connect again."));
        }
    }

    /** Calls under way. */
    public int count() {
        return calls.get();
    }

    /** Waits until no call is under way, and says whether it came to that. Not on an event loop. */
    public boolean await(Duration limit) {
        return awaitQuiet(Duration.ZERO, System.nanoTime() + limit.toNanos());
    }

    /**
     * Waits until no call has been under way and nothing of one has come for so long, since draining began, and says whether it came
     * to that. Not on an event loop.
     *
     * @param deadlineNanos by {@link System#nanoTime}: how long it waits at most
     */
    public synchronized boolean awaitQuiet(Duration quiet, long deadlineNanos) {
        try {
            for (long now = System.nanoTime(); ; now = System.nanoTime()) {
                boolean busy = calls.get() > 0;
                long since = quiet.isZero() ? now : connections.headHeardNanos(quietSinceNanos);
                long left = busy ? Long.MAX_VALUE : since + quiet.toNanos() - now;
                if (left <= 0) {
                    return true;
                }
                if (deadlineNanos - now <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(Math.min(left, deadlineNanos - now), LOOK_AGAIN_NANOS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Produces
    @Readiness
    HealthCheck readiness() {
        return () -> HealthCheckResponse.named("Lintel takes calls")
                .status(!draining)
                .build();
    }

    /** Tells the client of one whose head has not gone to come elsewhere next. On its event loop. */
    public static void sendElsewhere(RoutingContext routing) {
        if (routing.request().version() == HttpVersion.HTTP_2) {
            ClientConnections.retire(routing.request().connection());
        } else {
            LastAnswer.announce(routing);
        }
    }
}
