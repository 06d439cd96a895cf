package dev.lintel.export.spans;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.export.otlp.OtlpMessage;
import dev.lintel.export.otlp.RejectedItemsException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of spans that wait, before a collector that answers when the test says so. */
final class SpanSenderTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final SpanCounts counts = new SpanCounts();
    private final BlockingQueue<Export> exports = new LinkedBlockingQueue<>();
    private SpanQueue queue = new SpanQueue(counts, 10_000, 8, 1_000, 100);
    private SpanSender sender = sender(NEVER, NEVER, 1, 1_000, 100, 100);

    @AfterEach
    void close() {
        sender.close();
    }

    @Test
    void spans_that_the_collector_takes_are_exported() {
        add(3);
        assertThat(counts.undecided()).isEqualTo(3);
        sender.send();
        Export first = next();
        assertThat(first.spans()).containsExactly("0", "1", "2");
        first.answer.succeed();

        assertCounted(3, 0);
    }

    @Test
    void spans_that_the_collector_refuses_are_dropped() {
        add(3);
        sender.send();
        next().answer.fail();

        assertCounted(0, 3);
    }

    @Test
    void spans_that_the_collector_rejects_are_dropped_and_the_others_exported() {
        add(3);
        sender.send();
        next().answer.failExceptionally(new RejectedItemsException(2));

        assertCounted(1, 2);
    }

    @Test
    void spans_for_which_there_is_no_room_are_dropped() {
        add(1);
        sender.send();
        Export first = next();
        add(8 + 5);
        assertThat(counts.dropped()).isEqualTo(5);
        assertThat(counts.undecided()).isEqualTo(1 + 8);
        first.answer.succeed();
        next().answer.succeed();

        assertCounted(1 + 8, 5);
    }

    @Test
    void as_many_batches_as_may_be_are_under_way_and_what_waits_meanwhile_goes_together() {
        sender.close();
        sender = sender(NEVER, NEVER, 2, 1_000, 100, 1);
        add(1);
        Export first = next();
        add(1);
        Export second = next();
        add(4);
        first.answer.succeed();
        Export third = next();
        assertThat(third.spans()).hasSize(4);
        assertThat(exports).isEmpty();
        second.answer.succeed();
        third.answer.succeed();

        assertCounted(6, 0);
    }

    @Test
    void many_spans_are_sent_without_being_asked_and_few_are_not() {
        sender.close();
        sender = sender(NEVER, NEVER, 1, 1_000, 100, 3);
        add(2);
        sender.added();
        assertThat(exports).isEmpty();
        add(1);
        assertThat(next().spans()).hasSize(3);
    }

    @Test
    void few_spans_are_sent_after_a_while() {
        sender.close();
        sender = sender(Duration.ofMillis(1), NEVER, 1, 1_000, 100, 100);
        add(1);
        assertThat(next().spans()).hasSize(1);
    }

    @Test
    void spans_whose_export_takes_too_long_are_dropped_and_stay_so() {
        sender.close();
        sender = sender(NEVER, Duration.ofMillis(10), 1, 1_000, 100, 100);
        add(2);
        sender.send();
        Export late = next();
        add(1);
        sender.flush(LONG);
        late.answer.succeed();
        Export second = next();
        second.answer.succeed();

        assertThat(counts.exported()).isZero();
        assertCounted(0, 3);
    }

    @Test
    void spans_whose_exporter_breaks_are_dropped() {
        sender.close();
        sender = new SpanSender(
                queue,
                counts,
                new LossLog(counts, System::nanoTime),
                Resource::empty,
                message -> {
                    throw new IllegalStateException("broken");
                },
                new SpanSender.Pace(NEVER, NEVER, 1, 1_000, 100, 100));
        add(2);

        assertCounted(0, 2);
    }

    private SpanSender sender(
            Duration delay, Duration timeout, int inFlight, int maxBatchBytes, int maxBatchSpans, int dueSpans) {
        return new SpanSender(
                queue,
                counts,
                new LossLog(counts, System::nanoTime),
                Resource::empty,
                message -> {
                    Export export = new Export(message, new CompletableResultCode());
                    exports.add(export);
                    return export.answer;
                },
                new SpanSender.Pace(delay, timeout, inFlight, maxBatchBytes, maxBatchSpans, dueSpans));
    }

    private void assertCounted(long exported, long dropped) {
        sender.flush(LONG);
        assertThat(List.of(counts.exported(), counts.dropped(), counts.undecided()))
                .as("exported, dropped, undecided")
                .containsExactly(exported, dropped, 0L);
    }

    private void add(int spans) {
        for (int span = 0; span < spans; span++) {
            if (queue.offer(named(String.valueOf(span)))) {
                sender.added();
            }
        }
    }

    private static SpanData named(String name) {
        return SpanQueueTest.named(name);
    }

    private Export next() {
        try {
            Export export = exports.poll(20, TimeUnit.SECONDS);
            assertThat(export).as("an export").isNotNull();
            return export;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private record Export(OtlpMessage message, CompletableResultCode answer) {

        List<String> spans() {
            try {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                message.writeTo(bytes);
                assertThat(bytes.size()).isEqualTo(message.size());
                return ExportTraceServiceRequest.parseFrom(bytes.toByteArray())
                        .getResourceSpans(0)
                        .getScopeSpans(0)
                        .getSpansList()
                        .stream()
                        .map(span -> span.getName())
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
