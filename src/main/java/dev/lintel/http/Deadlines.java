package dev.lintel.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is under way on one event loop, and when each has waited too long: one tick looks at all of it, so that none needs a
 * timer of its own. A limit is noticed up to a tick late. On that event loop, unless said otherwise.
 *
 * @param <T> what is watched
 */
public final class Deadlines<T> {

    /** Looks at one of them, which may be forgotten by that. */
    public interface Check<T> {

        /** It is {@code nowNanos} by {@link System#nanoTime}. */
        void look(T at, long nowNanos);
    }

    /** The place of one among those that are watched. */
    public static final class Place<T> {

        private final T of;
        private @Nullable Place<T> previous;
        private @Nullable Place<T> next;
        private boolean forgotten;

        private Place(T of) {
            this.of = of;
        }
    }

    private static final long TICK_MILLIS = 100;

    private final Vertx vertx;
    private final Context eventLoop;
    private final Check<T> check;
    private @Nullable Place<T> first;
    private boolean ticking;

    /** Watches nothing yet. {@code eventLoop} is no context of one call. */
    public Deadlines(Vertx vertx, Context eventLoop, Check<T> check) {
        this.vertx = vertx;
        this.eventLoop = eventLoop;
        this.check = check;
    }

    /** Looks at it with every tick. */
    public Place<T> watch(T what) {
        Place<T> place = new Place<>(what);
        place.next = first;
        if (first != null) {
            first.previous = place;
        }
        first = place;
        if (!ticking) {
            ticking = true;
            eventLoop.runOnContext(turn -> vertx.setPeriodic(TICK_MILLIS, this::tick));
        }
        return place;
    }

    /** Looks at it no more. */
    public void forget(Place<T> place) {
        if (place.forgotten) {
            return;
        }
        place.forgotten = true;
        if (place.previous == null) {
            first = place.next;
        } else {
            place.previous.next = place.next;
        }
        if (place.next != null) {
            place.next.previous = place.previous;
        }
    }

    /** Does something with each, which may be forgotten by that. Any thread may call. */
    public void forEach(Consumer<T> action) {
        eventLoop.runOnContext(turn -> {
            for (Place<T> place = first; place != null; place = place.next) {
                action.accept(place.of);
            }
        });
    }

    /** Whether any is so. */
    public boolean any(Predicate<T> condition) {
        for (Place<T> place = first; place != null; place = place.next) {
            if (condition.test(place.of)) {
                return true;
            }
        }
        return false;
    }

    private void tick(long timer) {
        if (first == null) {
            vertx.cancelTimer(timer);
            ticking = false;
            return;
        }
        long now = System.nanoTime();
        for (Place<T> place = first; place != null; place = place.next) {
            look(place, now);
        }
    }

    // A fault of one stays there: the others are looked at all the same.
    private void look(Place<T> place, long now) {
        try {
            check.look(place.of, now);
        } catch (RuntimeException bug) {
            forget(place);
            // Where Vert.x reports it.
            eventLoop.runOnContext(turn -> {
                throw bug;
            });
        }
    }
}
