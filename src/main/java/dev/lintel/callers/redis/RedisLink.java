package dev.lintel.callers.redis;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one event loop to Redis, made by the first request. Requests go out one behind the other without waiting. What is
 * not answered in time takes the whole connection down; after a pause another one is made, and until it stands all requests are refused
 * at once. On its event loop.
 */
final class RedisLink {

    private static final long TICK_MILLIS = 50;
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Vertx vertx;
    private final Context eventLoop;
    private final RedisOptions options;
    private final RedisOutage outage;
    private final long answerTicks;
    private final long connectTicks;
    private final ArrayDeque<Asked> asked = new ArrayDeque<>();

    private @Nullable RedisAtName client;
    private @Nullable RedisConnection connection;
    private boolean wasDown;
    private long downNanos;
    private boolean ticking;
    private long tick;
    private long connectTick;

    /**
     * A link that nobody has used.
     *
     * @param answerLimit how long an answer may take
     * @param connectLimit how long a connection may take to stand
     */
    RedisLink(
            Vertx vertx,
            Context eventLoop,
            RedisOptions options,
            Duration answerLimit,
            Duration connectLimit,
            RedisOutage outage) {
        this.vertx = vertx;
        this.eventLoop = eventLoop;
        this.options = options;
        this.answerTicks = answerLimit.toMillis() / TICK_MILLIS;
        this.connectTicks = connectLimit.toMillis() / TICK_MILLIS;
        this.outage = outage;
    }

    /**
     * Asks, unless Redis is known to be down. The first requests wait for the connection.
     *
     * @param answered hears, once, the answer, or null when there is none
     * @return false when it is down, and {@code answered} hears nothing
     */
    boolean ask(Request request, Consumer<@Nullable Response> answered) {
        if (client == null && (!wasDown || System.nanoTime() - downNanos >= PAUSE_NANOS)) {
            connect();
        }
        if (connection == null && wasDown) {
            return false;
        }
        Asked next = new Asked(request, answered);
        asked.add(next);
        if (connection != null) {
            send(connection, next);
        }
        watch();
        return true;
    }

    /** Lets the connection go. Any thread may call. */
    void close() {
        eventLoop.runOnContext(turn -> {
            if (client != null) {
                client.close();
            }
        });
    }

    private void connect() {
        RedisAtName made = new RedisAtName(vertx, options);
        client = made;
        connectTick = tick;
        eventLoop.runOnContext(turn -> made.connect().onComplete(done -> connected(made, done)));
        watch();
    }

    private void connected(RedisAtName made, AsyncResult<RedisConnection> done) {
        if (client != made) {
            // It took too long.
            return;
        }
        if (done.failed()) {
            goDown(String.valueOf(done.cause().getMessage()));
            return;
        }
        RedisConnection open = done.result();
        open.exceptionHandler(broken -> lost(open, String.valueOf(broken.getMessage())));
        open.endHandler(end -> lost(open, "the connection was closed"));
        connection = open;
        List.copyOf(asked).forEach(waiting -> send(open, waiting));
    }

    private void send(RedisConnection to, Asked next) {
        if (next.over) {
            return;
        }
        next.tick = tick;
        to.send(next.request).onComplete(done -> {
            if (done.succeeded()) {
                outage.over();
                next.end(done.result());
            } else if (!next.over) {
                lost(to, String.valueOf(done.cause().getMessage()));
            }
        });
    }

    private void lost(RedisConnection broken, String reason) {
        if (connection == broken) {
            goDown(reason);
        }
    }

    private void goDown(String reason) {
        outage.began(reason);
        wasDown = true;
        downNanos = System.nanoTime();
        if (client != null) {
            client.close();
        }
        client = null;
        connection = null;
        for (Asked next = asked.poll(); next != null; next = asked.poll()) {
            next.end(null);
        }
    }

    private void watch() {
        if (!ticking) {
            ticking = true;
            eventLoop.runOnContext(turn -> vertx.setTimer(TICK_MILLIS, this::tick));
        }
    }

    // Time is counted in ticks, with a look at the network between any two: a pause of this process is none of Redis'.
    private void tick(long timer) {
        tick++;
        Asked oldest = asked.peek();
        while (oldest != null && oldest.over) {
            asked.poll();
            oldest = asked.peek();
        }
        if (isConnecting() && tick - connectTick > connectTicks) {
            goDown("no connection in " + connectTicks * TICK_MILLIS + " ms");
        } else if (connection != null && oldest != null && tick - oldest.tick > answerTicks) {
            goDown("no answer in " + answerTicks * TICK_MILLIS + " ms");
        }
        ticking = isConnecting() || !asked.isEmpty();
        if (ticking) {
            vertx.setTimer(TICK_MILLIS, this::tick);
        }
    }

    private boolean isConnecting() {
        return client != null && connection == null;
    }

    /** One request, and who waits for its answer. */
    private static final class Asked {

        private final Request request;
        private final Consumer<@Nullable Response> answered;
        private long tick;
        private boolean over;

        Asked(Request request, Consumer<@Nullable Response> answered) {
            this.request = request;
            this.answered = answered;
        }

        void end(@Nullable Response answer) {
            if (!over) {
                over = true;
                answered.accept(answer);
            }
        }
    }
}
