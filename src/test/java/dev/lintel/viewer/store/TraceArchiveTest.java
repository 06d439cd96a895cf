package dev.lintel.viewer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.viewer.store.span.ExampleSpan;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever hands over to the archive does not wait, and is told what becomes of it. */
final class TraceArchiveTest {

    private static final int QUEUE = 4096;

    private final TraceArchive archive = new TraceArchive(new TraceStore.Limits(10_000, 10, 1 << 24));

    @AfterEach
    void close() {
        archive.close();
    }

    @Test
    void what_was_kept_is_there_for_the_question_that_follows() {
        archive.keep(() -> Optional.of(ExampleSpan.of(1, 1).made()));
        archive.keep(Optional::empty);

        int traces = answer(TraceStore::size);

        assertThat(traces).isEqualTo(1);
        assertThat(archive.missedSpans()).isZero();
    }

    @Test
    void a_question_that_fails_tells_its_asker() {
        assertThatThrownBy(() -> answer(store -> store.find("none").orElseThrow()))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NoSuchElementException.class);
    }

    @Test
    void its_thread_keeps_no_process_from_ending() {
        boolean daemon = answer(store -> Thread.currentThread().isDaemon());

        assertThat(daemon).isTrue();
    }

    @Test
    void what_its_thread_cannot_keep_up_with_is_counted_or_refused() {
        CompletableFuture<Void> busy = new CompletableFuture<>();
        CompletableFuture<Void> release = new CompletableFuture<>();
        archive.ask(store -> {
            busy.complete(null);
            return release.join();
        });
        busy.join();
        for (int span = 1; span <= QUEUE + 3; span++) {
            int number = span;
            archive.keep(() -> Optional.of(ExampleSpan.of(number, 1).made()));
        }

        assertThat(archive.missedSpans()).isEqualTo(3);
        assertThatThrownBy(() -> answer(TraceStore::size))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(archive.missedSpans()).isEqualTo(3);
        release.complete(null);
    }

    private <T> T answer(Function<TraceStore, T> question) {
        return archive.ask(question).toCompletableFuture().join();
    }
}
