package dev.lintel.telemetry.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Patience;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bound of all that could wait for ever is that of a whole test. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LineWriterTest {

    private final Reader reader = new Reader();
    private final LineWriter writer = new LineWriter(new PrintStream(reader, false, US_ASCII));

    @AfterEach
    void end() {
        reader.resume();
        writer.close(Patience.LIMIT);
    }

    @Nested
    class a_stream_that_is_read {

        @Test
        void gets_every_line_of_one_thread_in_its_order() {
            for (int i = 0; i < 1000; i++) {
                add("line " + i + "\n");
            }
            writer.close(Patience.LIMIT);

            assertThat(reader.lines())
                    .isEqualTo(
                            IntStream.range(0, 1000).mapToObj(i -> "line " + i).toList());
            assertThat(writer.dropped()).isZero();
        }

        @Test
        void gets_the_lines_of_many_threads_each_whole() {
            List<CompletableFuture<Void>> adding = Stream.of("a", "b", "c", "d")
                    .map(name -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 1000; i++) {
                            add(name + i + "-".repeat(i % 50) + "\n");
                        }
                    }))
                    .toList();
            adding.forEach(CompletableFuture::join);
            writer.close(Patience.LIMIT);

            for (String name : List.of("a", "b", "c", "d")) {
                assertThat(reader.lines().stream().filter(line -> line.startsWith(name)))
                        .containsExactlyElementsOf(IntStream.range(0, 1000)
                                .mapToObj(i -> name + i + "-".repeat(i % 50))
                                .toList());
            }
            assertThat(reader.lines()).hasSize(4000);
        }

        // Each time the writer has gone to sleep, or is about to.
        @Test
        void gets_each_line_though_no_other_follows() throws InterruptedException {
            for (int i = 0; i < 300; i++) {
                add("line\n");

                assertThat(reader.flushed.tryAcquire(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                        .as("line " + i)
                        .isTrue();
                reader.flushed.drainPermits();
            }
            assertThat(reader.lines()).hasSize(300);
        }
    }

    @Nested
    class a_stream_that_is_not_read {

        private static final int ADDED = 2000;

        @Test
        void keeps_nobody_waiting_and_what_it_does_not_get_is_counted_exactly() throws InterruptedException {
            stick();
            for (int i = 0; i < ADDED; i++) {
                add(longLine(i));
            }
            long dropped = writer.dropped();

            assertThat(dropped).isBetween(1L, ADDED - 1L);
            reader.resume();
            writer.close(Patience.LIMIT);
            assertThat(writer.dropped()).isEqualTo(dropped);
            // The first are there, in their order: what is full drops what comes, not what is there.
            assertThat(reader.lines().stream().skip(1))
                    .containsExactlyElementsOf(IntStream.range(0, (int) (ADDED - dropped))
                            .mapToObj(i -> longLine(i).strip())
                            .toList());
        }

        @Test
        void takes_no_room_from_another_thread() throws InterruptedException {
            stick();
            for (int i = 0; i < ADDED; i++) {
                add(longLine(i));
            }
            long dropped = writer.dropped();
            CompletableFuture.runAsync(() -> add("of another\n")).join();

            assertThat(writer.dropped()).isEqualTo(dropped);
            reader.resume();
            writer.close(Patience.LIMIT);
            assertThat(reader.lines()).contains("of another").hasSize((int) (ADDED - dropped) + 2);
        }

        @Test
        void has_room_again_when_it_has_been_read() throws InterruptedException {
            stick();
            for (int i = 0; i < ADDED; i++) {
                add(longLine(i));
            }
            long dropped = writer.dropped();
            reader.resume();
            reader.flushed.acquire(2);
            add("afterwards\n");
            writer.close(Patience.LIMIT);

            assertThat(writer.dropped()).isEqualTo(dropped);
            assertThat(reader.lines()).endsWith("afterwards");
        }

        @Test
        void does_not_keep_the_process_from_ending() throws InterruptedException {
            stick();
            add("never read\n");

            writer.close(Duration.ofMillis(1));
            writer.close(Duration.ZERO);

            assertThat(reader.lines()).isEmpty();
        }

        private void stick() throws InterruptedException {
            reader.stop();
            add("the first\n");
            reader.entered.await();
        }

        private String longLine(int i) {
            return i + "-".repeat(999) + "\n";
        }
    }

    private void add(String line) {
        writer.add(line.getBytes(US_ASCII), line.length());
    }

    /** The other end of the stream: it takes what comes, or does not return until it is let go on. */
    private static final class Reader extends OutputStream {

        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final CountDownLatch entered = new CountDownLatch(1);
        private final Semaphore flushed = new Semaphore(0);
        private volatile CountDownLatch open = new CountDownLatch(0);

        void stop() {
            open = new CountDownLatch(1);
        }

        void resume() {
            open.countDown();
        }

        List<String> lines() {
            synchronized (read) {
                return read.toString(US_ASCII).lines().toList();
            }
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            entered.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Nobody interrupts", e);
            }
            synchronized (read) {
                read.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() {
            flushed.release();
        }
    }
}
