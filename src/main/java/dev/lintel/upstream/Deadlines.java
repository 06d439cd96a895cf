package dev.lintel.upstream;

import dev.lintel.upstream.UpstreamException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges under way on one event loop, and when each has waited too long: one tick looks at all of them, so that none
 * needs a timer of its own. A limit is noticed up to a tick late.
 */
final class Deadlines {

    private static final long TICK_MILLIS = 100;

    private final Vertx vertx;
    private final Context eventLoop;
    private @Nullable Exchange first;
    private boolean ticking;

    Deadlines(Vertx vertx, Context eventLoop) {
        this.vertx = vertx;
        this.eventLoop = eventLoop;
    }

    void watch(Exchange exchange) {
        exchange.next = first;
        if (first != null) {
            first.previous = exchange;
        }
        first = exchange;
        if (!ticking) {
            ticking = true;
            eventLoop.runOnContext(turn -> vertx.setPeriodic(TICK_MILLIS, this::tick));
        }
    }

    void forget(Exchange exchange) {
        if (exchange.previous == null) {
            first = exchange.next;
        } else {
            exchange.previous.next = exchange.next;
        }
        if (exchange.next != null) {
            exchange.next.previous = exchange.previous;
        }
        exchange.previous = null;
        exchange.next = null;
    }

    /** Lets all fail, as Lintel is to end. Any thread may call. */
    void breakOff() {
        eventLoop.runOnContext(turn -> {
            while (first != null) {
                first.fail(new UpstreamException(Kind.SHUTDOWN, "Lintel is shutting down and broke the call off."));
            }
        });
    }

    private void tick(long timer) {
        if (first == null) {
            vertx.cancelTimer(timer);
            ticking = false;
            return;
        }
        long now = System.nanoTime();
        for (Exchange exchange = first; exchange != null; ) {
            // It may be over, and out of the list, after this.
            Exchange following = exchange.next;
            exchange.checkDeadline(now);
            exchange = following;
        }
    }
}
