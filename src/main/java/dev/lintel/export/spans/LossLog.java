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
    private Map<Loss, Long> logged = new EnumMap<>(Loss.class);
    private long lastNanos;
    private boolean ending;

    LossLog(SpanCounts counts, LongSupplier nanoTime) {
        this.counts = counts;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong() - PAUSE_NANOS;
    }

    /** Looks whether there is anything to say. To be called from time to time. */
    synchronized void look() {
        if (!ending && nanoTime.getAsLong() - lastNanos >= PAUSE_NANOS) {
            write("%d spans were lost, which no collector has: %s");
        }
    }

    /** The end is near: what was lost before is logged now, and what is lost from now on when it has come. */
    synchronized void beginEnd() {
        ending = true;
        write("%d spans were lost, which no collector has: %s");
    }

    /** Nothing is lost any more. */
    synchronized void end() {
        write("%d spans could not be exported before the end: %s");
    }

    private void write(String form) {
        Map<Loss, Long> lost = unlogged();
        if (!lost.isEmpty()) {
            lastNanos = nanoTime.getAsLong();
            LOG.warnf(form, sum(lost), reasons(lost));
        }
    }

    private Map<Loss, Long> unlogged() {
        Map<Loss, Long> all = counts.droppedByLoss();
        Map<Loss, Long> since = new EnumMap<>(all);
        since.replaceAll((loss, count) -> count - logged.getOrDefault(loss, 0L));
        since.values().removeIf(count -> count == 0);
        logged = all;
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
