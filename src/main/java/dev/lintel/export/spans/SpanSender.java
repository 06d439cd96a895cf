package dev.lintel.export.spans;

import dev.lintel.export.otlp.OtlpMessage;
import dev.lintel.export.otlp.RejectedItemsException;
import dev.lintel.export.spans.SpanCounts.Batch;
import dev.lintel.export.spans.SpanCounts.Loss;
import dev.lintel.export.spans.encoding.SpanBatch;
import dev.lintel.export.spans.encoding.SpanPage;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Sends the spans of a queue, by a thread of its own: from time to time, when many wait, and when it is told to. Several
 * batches may be under way at once. While they all are, the next ones grow. Any thread may call.
 */
final class SpanSender implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SpanSender.class);

    /**
     * How a sender works.
     *
     * @param delay how long a span waits at most while the collector takes what it is sent
     * @param timeout after which a batch counts as lost
     * @param inFlight how many batches may be under way at once
     * @param maxBatchBytes of spans in one batch; a longer span goes alone
     * @param maxBatchSpans likewise; as many as that are sent without delay
     */
    record Pace(Duration delay, Duration timeout, int inFlight, int maxBatchBytes, int maxBatchSpans, int dueSpans) {}

    private final SpanQueue queue;
    private final SpanCounts counts;
    private final LossLog losses;
    private final Supplier<Resource> resource;
    private final Function<OtlpMessage, CompletableResultCode> collector;
    private final Pace pace;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, SpanSender::newThread);
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicInteger underWay = new AtomicInteger();

    SpanSender(
            SpanQueue queue,
            SpanCounts counts,
            LossLog losses,
            Supplier<Resource> resource,
            Function<OtlpMessage, CompletableResultCode> collector,
            Pace pace) {
        this.queue = queue;
        this.counts = counts;
        this.losses = losses;
        this.resource = resource;
        this.collector = collector;
        this.pace = pace;
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        long nanos = Math.max(1, pace.delay().toNanos());
        Future<?> unused = thread.scheduleWithFixedDelay(this::sendAll, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Sends at once if many wait. */
    void added() {
        if (counts.waiting() >= pace.dueSpans() || queue.bytes() >= pace.maxBatchBytes()) {
            send();
        }
    }

    /** Sends what waits, as soon as fewer batches are under way than may be. */
    void send() {
        if (!asked.get() && asked.compareAndSet(false, true) && !thread.isShutdown()) {
            thread.execute(this::sendAll);
        }
    }

    /** Sends all, and waits until it is known what has become of it, or {@code limit} is over. */
    void flush(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (counts) {
            for (long left = limit.toNanos(); counts.undecided() > 0 && left > 0; left = deadline - System.nanoTime()) {
                send();
                try {
                    // Not for all of it: a span may come while nothing is under way.
                    TimeUnit.NANOSECONDS.timedWait(counts, Math.min(left, TimeUnit.MILLISECONDS.toNanos(20)));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void sendAll() {
        // Whoever asks from now on is heard again.
        asked.set(false);
        try {
            while (!queue.isEmpty() && underWay.get() < pace.inFlight()) {
                List<SpanPage> pages = queue.take(pace.maxBatchBytes(), pace.maxBatchSpans());
                if (pages.isEmpty()) {
                    break;
                }
                SpanBatch batch = new SpanBatch(resource.get(), pages, queue::free);
                underWay.incrementAndGet();
                send(batch, counts.send(batch.spans()));
            }
        } catch (RuntimeException bug) {
            // Thrown on, it would be the last time that anything is sent.
            LOG.error("Spans could not be sent", bug);
        }
        losses.look();
    }

    private void send(SpanBatch batch, Batch counted) {
        Future<?> timeout = thread.schedule(
                () -> decided(counted.dropped(Loss.EXPORT_TIMEOUT)),
                pace.timeout().toNanos(),
                TimeUnit.NANOSECONDS);
        try {
            CompletableResultCode result = collector.apply(batch);
            result.whenComplete(() -> {
                timeout.cancel(false);
                if (result.isSuccess()) {
                    decided(counted.exported(0));
                } else if (result.getFailureThrowable() instanceof RejectedItemsException partly) {
                    decided(counted.exported(partly.rejected()));
                } else {
                    decided(counted.dropped(Loss.EXPORT_FAILED));
                }
            });
        } catch (RuntimeException bug) {
            LOG.error("Spans could not be sent", bug);
            timeout.cancel(false);
            decided(counted.dropped(Loss.EXPORT_FAILED));
        }
    }

    private void decided(boolean first) {
        if (!first) {
            return;
        }
        boolean full = underWay.getAndDecrement() == pace.inFlight();
        if (full && !queue.isEmpty()) {
            send();
        }
        synchronized (counts) {
            counts.notifyAll();
        }
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "lintel-span-export");
        thread.setDaemon(true);
        return thread;
    }
}
