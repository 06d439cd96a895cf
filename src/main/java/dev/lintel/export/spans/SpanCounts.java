package dev.lintel.export.spans;

import dev.lintel.telemetry.convention.HttpAttributes;
import dev.lintel.telemetry.convention.InstrumentationScope;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what becomes of the spans that are kept: each that has ended waits, is on its way, and is then either exported
 * or dropped. Any thread may call.
 */
@Singleton
public final class SpanCounts {

    /** Why a span was dropped: the values of {@code error.type}. */
    enum Loss {
        QUEUE_FULL,
        EXPORT_FAILED,
        EXPORT_TIMEOUT,
        REJECTED,
        SHUTDOWN;

        private Attributes attributes() {
            return Attributes.of(HttpAttributes.ERROR_TYPE, name().toLowerCase(Locale.ROOT));
        }
    }

    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder onTheirWay = new LongAdder();
    private final LongAdder exported = new LongAdder();
    private final Map<Loss, LongAdder> dropped = new EnumMap<>(Loss.class);

    SpanCounts() {
        for (Loss loss : Loss.values()) {
            dropped.put(loss, new LongAdder());
        }
    }

    void observe(@Observes StartupEvent started, OpenTelemetry openTelemetry) {
        Meter meter = InstrumentationScope.meter(openTelemetry);
        meter.counterBuilder("lintel.spans.exported")
                .setUnit("{span}")
                .setDescription("Spans that the collector has taken")
                .buildWithCallback(measurement -> measurement.record(exported()));
        meter.counterBuilder("lintel.spans.dropped")
                .setUnit("{span}")
                .setDescription("Spans that were kept and ended, and that no collector has")
                .buildWithCallback(this::recordDropped);
    }

    /** Spans that the collector has taken. */
    public long exported() {
        return exported.sum();
    }

    /** Spans that were kept and ended, and that the collector will never have. */
    public long dropped() {
        return dropped.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** The same, by why. */
    Map<Loss, Long> droppedByLoss() {
        Map<Loss, Long> now = new EnumMap<>(Loss.class);
        dropped.forEach((loss, count) -> now.put(loss, count.sum()));
        return now;
    }

    /** Spans of which it is not known yet. */
    public long undecided() {
        return waiting.get() + onTheirWay.sum();
    }

    /** Spans that have ended and are not yet on their way. */
    int waiting() {
        return waiting.get();
    }

    /** A span has ended, and waits. */
    void ended() {
        waiting.incrementAndGet();
    }

    /** A span that waited found no room. */
    void turnedAway() {
        waiting.decrementAndGet();
        drop(1, Loss.QUEUE_FULL);
    }

    /** Spans that waited are sent. */
    Batch send(int size) {
        waiting.addAndGet(-size);
        onTheirWay.add(size);
        return new Batch(size);
    }

    /** Nothing is exported any more. To be called once. */
    public void giveUp() {
        drop(undecided(), Loss.SHUTDOWN);
    }

    private void drop(long count, Loss loss) {
        Objects.requireNonNull(dropped.get(loss)).add(count);
    }

    // A reason that never was is not told, but for the first: so that the metric is there before it is needed.
    private void recordDropped(ObservableLongMeasurement measurement) {
        dropped.forEach((loss, count) -> {
            if (loss == Loss.QUEUE_FULL || count.sum() > 0) {
                measurement.record(count.sum(), loss.attributes());
            }
        });
    }

    /** Spans that are sent together, and share their fate. The first word about it counts, and says so. */
    final class Batch {

        private final int size;
        private final AtomicBoolean decided = new AtomicBoolean();

        private Batch(int size) {
            this.size = size;
        }

        /** The collector has taken the batch but for so many, as it says: which may be more than there were. */
        boolean exported(long rejected) {
            if (!decided.compareAndSet(false, true)) {
                return false;
            }
            long lost = Math.min(rejected, size);
            exported.add(size - lost);
            drop(lost, Loss.REJECTED);
            onTheirWay.add(-size);
            return true;
        }

        boolean dropped(Loss loss) {
            if (!decided.compareAndSet(false, true)) {
                return false;
            }
            drop(size, loss);
            onTheirWay.add(-size);
            return true;
        }
    }
}
