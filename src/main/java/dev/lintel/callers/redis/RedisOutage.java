package dev.lintel.callers.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Logs that Redis is down, at most once a minute, and once that it is back. Any thread may call. */
final class RedisOutage {

    private static final Logger LOG = Logger.getLogger(RedisOutage.class);
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final String consequence;
    private final LongSupplier nanoTime;
    private final AtomicLong lastNanos;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * Of a Redis that answers.
     *
     * @param consequence what holds while it does not, as a sentence
     */
    RedisOutage(String consequence, LongSupplier nanoTime) {
        this.consequence = consequence;
        this.nanoTime = nanoTime;
        this.lastNanos = new AtomicLong(nanoTime.getAsLong() - PAUSE_NANOS);
    }

    void began(String reason) {
        long now = nanoTime.getAsLong();
        long last = lastNanos.get();
        if (now - last >= PAUSE_NANOS && lastNanos.compareAndSet(last, now)) {
            warned.set(true);
            LOG.warnf("limits.redis: Redis is down (%s). %s", reason, consequence);
        }
    }

    void over() {
        if (warned.get() && warned.compareAndSet(true, false)) {
            LOG.info("limits.redis: Redis answers again");
        }
    }
}
