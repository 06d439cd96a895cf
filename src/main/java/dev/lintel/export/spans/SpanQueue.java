package dev.lintel.export.spans;

import io.opentelemetry.api.metrics.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Spans that wait to be sent, as bytes, and no more of them than there may. Any thread may add; one takes. */
final class SpanQueue {

    private final Queue<byte[]> spans = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final SpanCounts counts;
    private final long maxBytes;
    private final int maxSpans;

    SpanQueue(SpanCounts counts, long maxBytes, int maxSpans) {
        this.counts = counts;
        this.maxBytes = maxBytes;
        this.maxSpans = maxSpans;
    }

    /** Has what waits measured, and how much may. */
    void observe(Meter meter) {
        meter.upDownCounterBuilder("lintel.export.queue.usage")
                .setUnit("By")
                .setDescription("Bytes of spans that wait to be exported")
                .buildWithCallback(measurement -> measurement.record(bytes()));
        meter.upDownCounterBuilder("lintel.export.queue.limit")
                .setUnit("By")
                .setDescription("Bytes of spans that may wait (export.queue)")
                .buildWithCallback(measurement -> measurement.record(maxBytes));
        meter.upDownCounterBuilder("lintel.export.queue.spans")
                .setUnit("{span}")
                .setDescription("Spans that wait to be exported")
                .buildWithCallback(measurement -> measurement.record(counts.waiting()));
    }

    /** Adds a span, or drops it and says no. */
    boolean offer(byte[] span) {
        counts.ended();
        if (bytes.addAndGet(span.length) > maxBytes || counts.waiting() > maxSpans) {
            bytes.addAndGet(-span.length);
            counts.turnedAway();
            return false;
        }
        spans.add(span);
        return true;
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    long bytes() {
        return bytes.get();
    }

    /** Takes the first ones: so many, and one at least, as have no more bytes than that together. */
    List<byte[]> take(long mostBytes, int mostSpans) {
        List<byte[]> taken = new ArrayList<>();
        long size = 0;
        for (byte[] next = spans.peek();
                next != null && taken.size() < mostSpans && (taken.isEmpty() || size + next.length <= mostBytes);
                next = spans.peek()) {
            taken.add(spans.remove());
            size += next.length;
        }
        bytes.addAndGet(-size);
        return taken;
    }
}
