package dev.lintel.export.spans;

import dev.lintel.export.spans.SpanCounts.Loss;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Logs how many spans were lost since the line before, once a minute at most, and what is left at the end: while a collector is away each
 * batch would say so. Any thread may call.
 */
final class LossLog {

    private static final Logger LOG = Logger.getLogger(LossLog.class);
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final SpanCounts counts;
    private final LongSupplier nanoTime;
    private Map<Loss, Long> told = new EnumMap<>(Loss.class);
    private long lastNanos;
    private boolean ending;

    LossLog(SpanCounts counts, LongSupplier nanoTime) {
        this.counts = counts;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong() - PAUSE_NANOS;
    }

    /** Looks whether there is anything to say. To be called from time to time. */
    synchronized void look() {
        long now = nanoTime.getAsLong();
        if (ending || now - lastNanos < PAUSE_NANOS) {
            return;
        }
        Map<Loss, Long> lost = untold();
        if (!lost.isEmpty()) {
            lastNanos = now;
            LOG.warnf("%d spans were lost, which no collector has: %s", sum(lost), reasons(lost));
        }
    }

    /** The end is near: what is lost from now on is told then. */
    synchronized void leaveToTheEnd() {
        ending = true;
    }

    /** Nothing is lost any more. */
    synchronized void end() {
        Map<Loss, Long> lost = untold();
        if (!lost.isEmpty()) {
            LOG.warnf("%d spans could not be exported before the end: %s", sum(lost), reasons(lost));
        }
    }

    private Map<Loss, Long> untold() {
        Map<Loss, Long> all = counts.droppedByLoss();
        Map<Loss, Long> since = new EnumMap<>(all);
        since.replaceAll((loss, count) -> count - told.getOrDefault(loss, 0L));
        since.values().removeIf(count -> count == 0);
        told = all;
        return since;
    }

    private static long sum(Map<Loss, Long> lost) {
        return lost.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String reasons(Map<Loss, Long> lost) {
        return lost.entrySet().stream()
                .map(each -> each.getKey().name().toLowerCase(Locale.ROOT) + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }
}
