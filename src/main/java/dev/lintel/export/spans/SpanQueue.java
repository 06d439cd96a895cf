package dev.lintel.export.spans;

import dev.lintel.export.spans.encoding.SpanPage;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Spans that wait to be sent, as bytes, and no more of them than there may. Threads that add write on pages of their own, mostly
 * each on the same one again, and nobody waits: while a page is written on, or taken to be sent, it is nowhere else. Any thread may
 * add; one takes.
 */
final class SpanQueue {

    /** Pages that are empty again are kept for what comes, up to so many. */
    private static final int MOST_FREE = 32;

    /** Where pages lie that are begun: more places than there are event loops on most machines. */
    private static final int PLACES = 32;

    private final Queue<SpanPage> full = new ConcurrentLinkedQueue<>();
    private final AtomicReferenceArray<SpanPage> begun = new AtomicReferenceArray<>(PLACES);
    private final Queue<SpanPage> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger freePages = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final SpanCounts counts;
    private final long maxBytes;
    private final int maxSpans;
    private final int pageBytes;
    private final int pageSpans;

    /**
     * An empty queue.
     *
     * @param pageBytes how many bytes of spans stand on a page; a longer span has one of its own
     * @param pageSpans how many spans stand on a page, at most
     */
    SpanQueue(SpanCounts counts, long maxBytes, int maxSpans, int pageBytes, int pageSpans) {
        this.counts = counts;
        this.maxBytes = maxBytes;
        this.maxSpans = maxSpans;
        this.pageBytes = pageBytes;
        this.pageSpans = pageSpans;
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
    boolean offer(SpanData ended) {
        int place = (int) (Thread.currentThread().getId() % PLACES);
        SpanPage mine = begun.getAndSet(place, null);
        SpanPage page = mine == null ? emptyPage() : mine;
        try {
            int size = page.add(ended);
            if (size > pageBytes && page.spans() > 1) {
                page.removeLast(size);
                full.add(page);
                page = emptyPage();
                page.add(ended);
            }
            counts.ended();
            if (bytes.addAndGet(size) > maxBytes || counts.waiting() > maxSpans) {
                page.removeLast(size);
                bytes.addAndGet(-size);
                counts.turnedAway();
                return false;
            }
            return true;
        } finally {
            putBack(page, place);
        }
    }

    private void putBack(SpanPage page, int place) {
        if (page.spans() == 0) {
            free(page);
        } else if (page.isFull() || !begun.compareAndSet(place, null, page)) {
            full.add(page);
        }
    }

    /** Whether nothing can be taken. */
    boolean isEmpty() {
        for (int place = 0; place < PLACES; place++) {
            if (begun.get(place) != null) {
                return false;
            }
        }
        return full.isEmpty();
    }

    long bytes() {
        return bytes.get();
    }

    /** Takes the first pages, whole: so many, and one at least if there is one, as have no more bytes and spans together. */
    List<SpanPage> take(long mostBytes, int mostSpans) {
        for (int place = 0; place < PLACES; place++) {
            SpanPage page = begun.getAndSet(place, null);
            if (page != null) {
                full.add(page);
            }
        }
        List<SpanPage> taken = new ArrayList<>();
        long size = 0;
        int spans = 0;
        for (SpanPage next = full.peek();
                next != null
                        && (taken.isEmpty()
                                || (size + next.length() <= mostBytes && spans + next.spans() <= mostSpans));
                next = full.peek()) {
            taken.add(full.remove());
            size += next.length();
            spans += next.spans();
        }
        bytes.addAndGet(-size);
        return taken;
    }

    /** A page is not used any more. */
    void free(SpanPage page) {
        if (page.hasGrown()) {
            return;
        }
        if (freePages.incrementAndGet() <= MOST_FREE) {
            page.clear();
            free.add(page);
        } else {
            freePages.decrementAndGet();
        }
    }

    private SpanPage emptyPage() {
        SpanPage page = free.poll();
        if (page == null) {
            return new SpanPage(pageBytes, pageSpans);
        }
        freePages.decrementAndGet();
        return page;
    }
}
