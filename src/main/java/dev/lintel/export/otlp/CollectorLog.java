package dev.lintel.export.otlp;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Logs that a collector does not accept a signal, at most once in ten minutes, and once when it does again. Without a
 * collector, as in development, every batch would say so. Any thread may call.
 */
final class CollectorLog {

    private static final Logger LOG = Logger.getLogger(CollectorLog.class);
    private static final long PAUSE_NANOS = Duration.ofMinutes(10).toNanos();

    private final String signal;
    private final String endpoint;
    private final LongSupplier nanoTime;
    private final AtomicLong lastNanos;
    private final AtomicBoolean warned = new AtomicBoolean();

    CollectorLog(String signal, String endpoint, LongSupplier nanoTime) {
        this.signal = signal;
        this.endpoint = endpoint;
        this.nanoTime = nanoTime;
        this.lastNanos = new AtomicLong(nanoTime.getAsLong() - PAUSE_NANOS);
    }

    void refused(String reason) {
        long now = nanoTime.getAsLong();
        long last = lastNanos.get();
        if (now - last >= PAUSE_NANOS && lastNanos.compareAndSet(last, now)) {
            warned.set(true);
            LOG.warnf("Failed to export %s to %s: %s", signal, endpoint, reason);
        }
    }

    void accepted() {
        if (warned.get() && warned.compareAndSet(true, false)) {
            LOG.infof("%s accepts %s again", endpoint, signal);
        }
    }
}
