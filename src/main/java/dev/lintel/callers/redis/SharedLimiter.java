package dev.lintel.callers.redis;

import dev.lintel.callers.limits.Limiter;
import dev.lintel.callers.limits.Limits;
import dev.lintel.callers.limits.LocalLimiter;
import dev.lintel.callers.limits.Reservation;
import dev.lintel.callers.limits.Reservation.Usage;
import dev.lintel.callers.limits.Verdict;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Limits that hold for all Lintels that share one Redis. While it is down, or slow, they hold in this process alone, or nobody who
 * has limits may call. Each event loop has a connection of its own. On event loops.
 */
public final class SharedLimiter implements Limiter, AutoCloseable {

    /** As the script numbers them. */
    private static final List<Verdict> VERDICTS =
            List.of(Verdict.GRANTED, Verdict.REQUESTS, Verdict.TOKENS, Verdict.BUDGET);

    /** How long Redis may take to answer. */
    private static final Duration ANSWER_LIMIT = Duration.ofMillis(250);

    /** How long a connection may take to stand: only the first calls of an event loop wait for one. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);

    /** So many requests may wait on one connection: beyond, Redis is too slow anyway. */
    private static final int MOST_WAITING = 16 * 1024;

    private final Vertx vertx;
    private final InstantSource clock;
    private final LocalLimiter local;
    private final WhenDown whenDown;
    private final RedisOptions options;
    private final RedisOutage outage;
    private final Queue<RedisLink> links = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<RedisLink> link = ThreadLocal.withInitial(this::newLink);

    /** What becomes of callers with limits while Redis is down. */
    public enum WhenDown {
        /** Their limits hold in each process alone. */
        OPEN,
        /** They are refused. */
        CLOSED
    }

    /** Limits by the Redis at {@code url}, which nobody connects to yet. */
    public SharedLimiter(Vertx vertx, InstantSource clock, String url, WhenDown whenDown) {
        this.vertx = vertx;
        this.clock = clock;
        this.local = new LocalLimiter(clock);
        this.whenDown = whenDown;
        this.options = new RedisOptions()
                .setConnectionString(url)
                .setMaxPoolSize(1)
                .setMaxWaitingHandlers(MOST_WAITING)
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setNetClientOptions(
                        new NetClientOptions().setTcpNoDelay(true).setConnectTimeout((int) CONNECT_LIMIT.toMillis()));
        this.outage = new RedisOutage(
                whenDown == WhenDown.OPEN
                        ? "Until it is back, limits hold in this process alone."
                        : "Until it is back, callers with limits are refused.",
                System::nanoTime);
    }

    @Override
    public @Nullable Reservation reserve(Limits limits, long tokens, Consumer<Reservation> later) {
        boolean waits = link.get()
                .ask(
                        LimitScripts.reserve(limits, tokens, newWindow(), clock.instant()),
                        answer -> later.accept(outcome(limits, tokens, answer)));
        return waits ? null : withoutRedis(limits, tokens);
    }

    @Override
    public void settle(Reservation granted, long tokens, double cost) {
        boolean waits = granted.by() == this
                && link.get().ask(LimitScripts.settle(granted, tokens, cost, newWindow(), clock.instant()), answer -> {
                    if (answer == null) {
                        local.settle(granted, tokens, cost);
                    }
                });
        if (!waits) {
            local.settle(granted, tokens, cost);
        }
    }

    @Override
    public void close() {
        links.forEach(RedisLink::close);
    }

    private Reservation outcome(Limits limits, long tokens, @Nullable Response answer) {
        if (answer == null) {
            return withoutRedis(limits, tokens);
        }
        Verdict verdict = VERDICTS.get(answer.get(0).toInteger());
        return new Reservation(
                limits,
                this,
                verdict,
                answer.get(1).toLong(),
                tokens,
                new Usage(answer.get(2).toLong(), answer.get(3).toLong()),
                verdict == Verdict.BUDGET
                        ? Limits.millisOfDayLeft(clock.millis())
                        : answer.get(4).toLong());
    }

    private Reservation withoutRedis(Limits limits, long tokens) {
        return whenDown == WhenDown.OPEN
                ? local.reserve(limits, tokens, never -> {})
                : new Reservation(limits, local, Verdict.UNAVAILABLE, 0, tokens, Usage.NONE, 0);
    }

    private RedisLink newLink() {
        RedisLink created = new RedisLink(
                vertx,
                VertxContext.getRootContext(vertx.getOrCreateContext()),
                options,
                ANSWER_LIMIT,
                CONNECT_LIMIT,
                outage);
        links.add(created);
        return created;
    }

    private static long newWindow() {
        return ThreadLocalRandom.current().nextLong();
    }
}
