package dev.lintel.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is counted of spans that pass the SDK's own processor. */
final class SpanCountsTest {

    private static final int CAPACITY = 8;

    private final SpanCounts counts = new SpanCounts();
    private final HeldExports collector = new HeldExports();
    private SdkTracerProvider tracing = tracing(Sampler.alwaysOn(), Duration.ofHours(1));

    @AfterEach
    void stop() {
        collector.answerAll();
        tracing.close();
    }

    @Test
    void spans_that_the_collector_takes_are_exported() {
        end(3);
        assertThat(counts.undecided()).isEqualTo(3);
        CompletableResultCode flushed = tracing.forceFlush();
        collector.next().succeed();
        flushed.join(20, TimeUnit.SECONDS);

        assertCounted(3, 0);
    }

    @Test
    void spans_that_the_collector_refuses_are_dropped() {
        end(3);
        CompletableResultCode flushed = tracing.forceFlush();
        collector.next().fail();
        flushed.join(20, TimeUnit.SECONDS);

        assertCounted(0, 3);
    }

    @Test
    void spans_that_are_not_kept_are_not_counted() {
        tracing = tracing(Sampler.alwaysOff(), Duration.ofHours(1));
        end(3);

        assertCounted(0, 0);
    }

    @Test
    void spans_for_which_there_is_no_room_are_dropped() {
        end(1);
        CompletableResultCode flushed = tracing.forceFlush();
        CompletableResultCode first = collector.next();
        end(CAPACITY + 5);
        assertThat(counts.dropped()).isEqualTo(5);
        assertThat(counts.undecided()).isEqualTo(1 + CAPACITY);

        first.succeed();
        flushed.join(20, TimeUnit.SECONDS);
        CompletableResultCode rest = tracing.forceFlush();
        collector.next().succeed();
        rest.join(20, TimeUnit.SECONDS);
        assertCounted(1 + CAPACITY, 5);
    }

    @Test
    void spans_whose_export_takes_too_long_are_dropped_and_stay_so() {
        tracing = tracing(Sampler.alwaysOn(), Duration.ofMillis(10));
        end(2);
        tracing.forceFlush().join(20, TimeUnit.SECONDS);
        CompletableResultCode late = collector.next();
        end(1);
        CompletableResultCode next = nextWhileFlushing();
        late.succeed();
        next.succeed();

        assertCounted(1, 2);
    }

    @Test
    void spans_whose_exporter_breaks_are_dropped() {
        CountedSpanExporter broken = new CountedSpanExporter(
                new HeldExports() {
                    @Override
                    public CompletableResultCode export(Collection<SpanData> spans) {
                        throw new IllegalStateException("broken");
                    }
                },
                counts);
        tracing = tracing(broken, Sampler.alwaysOn(), Duration.ofHours(1));
        end(2);
        tracing.forceFlush().join(20, TimeUnit.SECONDS);

        assertCounted(0, 2);
    }

    private void assertCounted(long exported, long dropped) {
        // The answer may be known to the collector before the exporter has returned.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (counts.undecided() > 0 && System.nanoTime() - deadline < 0) {
            assertThat(tracing.forceFlush().join(20, TimeUnit.SECONDS).isDone()).isTrue();
        }
        assertThat(List.of(counts.exported(), counts.dropped()))
                .as("exported, dropped")
                .containsExactly(exported, dropped);
    }

    private void end(int spans) {
        Tracer tracer = tracing.get("test");
        for (int span = 0; span < spans; span++) {
            tracer.spanBuilder("span").startSpan().end();
        }
    }

    private SdkTracerProvider tracing(Sampler sampler, Duration exportTimeout) {
        return tracing(new CountedSpanExporter(collector, counts), sampler, exportTimeout);
    }

    private SdkTracerProvider tracing(SpanExporter exporter, Sampler sampler, Duration exportTimeout) {
        if (tracing != null) {
            tracing.close();
        }
        BatchSpanProcessor batches = BatchSpanProcessor.builder(exporter)
                .setScheduleDelay(Duration.ofHours(1))
                .setMaxQueueSize(CAPACITY)
                .setMaxExportBatchSize(CAPACITY)
                .setExporterTimeout(exportTimeout)
                .build();
        return SdkTracerProvider.builder()
                .setSampler(sampler)
                .addSpanProcessor(new BoundedSpanProcessor(batches, CAPACITY, counts))
                .build();
    }

    // The SDK's processor drops a wish to flush that comes in the moment in which it has just done so.
    private CompletableResultCode nextWhileFlushing() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (collector.arrived.isEmpty() && System.nanoTime() - deadline < 0) {
            tracing.forceFlush().join(1, TimeUnit.SECONDS);
        }
        return collector.next();
    }

    /** Answers each export when the test says so. */
    private static class HeldExports implements SpanExporter {

        private final BlockingQueue<CompletableResultCode> arrived = new LinkedBlockingQueue<>();
        private final List<CompletableResultCode> all = new ArrayList<>();

        @Override
        public synchronized CompletableResultCode export(Collection<SpanData> spans) {
            CompletableResultCode result = new CompletableResultCode();
            all.add(result);
            arrived.add(result);
            return result;
        }

        CompletableResultCode next() {
            try {
                CompletableResultCode next = arrived.poll(20, TimeUnit.SECONDS);
                assertThat(next).as("an export").isNotNull();
                return next;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while waiting for an export", e);
            }
        }

        synchronized void answerAll() {
            all.forEach(CompletableResultCode::succeed);
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
