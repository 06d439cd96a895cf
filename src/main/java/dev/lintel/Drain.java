package dev.lintel;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
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
final class Drain {

    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean begun;

    /** A call has come. On its event loop. */
    void enter(RoutingContext routing) {
        calls.incrementAndGet();
        routing.addEndHandler(over -> end());
        if (begun) {
            sendElsewhere(routing);
        }
    }

    /** From now on Lintel is not ready. What comes is still let in, for routes change only after a while. */
    void begin() {
        begun = true;
    }

    /** Calls under way. */
    int calls() {
        return calls.get();
    }

    /** Waits until no call is under way, and says whether it came to that. */
    synchronized boolean await(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (calls.get() > 0) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Produces
    @Readiness
    HealthCheck readiness() {
        return () ->
                HealthCheckResponse.named("Lintel takes calls").status(!begun).build();
    }

    private void end() {
        if (calls.decrementAndGet() == 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    private static void sendElsewhere(RoutingContext routing) {
        HttpConnection connection = routing.request().connection();
        if (routing.request().version() == HttpVersion.HTTP_2) {
            // Afterwards: some clients lose the end of an answer when they are told before.
            routing.addEndHandler(over -> connection.goAway(0));
            return;
        }
        routing.addHeadersEndHandler(beforeHead -> routing.response().putHeader(HttpHeaders.CONNECTION, "close"));
        routing.addEndHandler(over -> connection.close());
    }
}
