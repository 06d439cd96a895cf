package dev.lintel.viewer.store;

import dev.lintel.viewer.store.span.TraceSpan;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The store and the one thread that touches it. Any thread may hand over: that never waits, and what the thread cannot keep
 * up with is dropped and counted, or refused.
 */
public final class TraceArchive implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TraceArchive.class);
    private static final int QUEUE = 4096;

    private final TraceStore store;
    private final LongAdder missed = new LongAdder();
    private final ThreadPoolExecutor thread;

    /** An archive with nothing in it. */
    public TraceArchive(TraceStore.Limits limits) {
        this.store = new TraceStore(limits, InstantSource.system());
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                task -> {
                    Thread made = new Thread(task, "trace-viewer");
                    made.setDaemon(true);
                    return made;
                },
                (task, refusing) -> refuse(task));
    }

    /** Keeps a span, which is read on the archive's thread. */
    public void keep(Supplier<Optional<TraceSpan>> span) {
        thread.execute(() -> {
            try {
                span.get().ifPresent(store::add);
            } catch (RuntimeException bug) {
                LOG.error("The viewer failed on a span", bug);
            }
        });
    }

    /** Does something with the store on the archive's thread. Fails at once when too much waits for that already. */
    public <T> CompletionStage<T> ask(Function<TraceStore, T> question) {
        Question<T> asked = new Question<>(new CompletableFuture<>(), store, question);
        thread.execute(asked);
        return asked.answer;
    }

    /** How many spans were dropped because the thread could not keep up. */
    public long missedSpans() {
        return missed.sum();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void refuse(Runnable task) {
        if (task instanceof Question<?> question) {
            question.answer.completeExceptionally(new RejectedExecutionException("The viewer is busy"));
        } else {
            missed.increment();
        }
    }

    private record Question<T>(CompletableFuture<T> answer, TraceStore store, Function<TraceStore, T> question)
            implements Runnable {

        @Override
        public void run() {
            try {
                answer.complete(question.apply(store));
            } catch (RuntimeException failure) {
                answer.completeExceptionally(failure);
            }
        }
    }
}
