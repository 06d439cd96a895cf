package dev.lintel.export.spans;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.export.spans.encoding.SpanBatch;
import dev.lintel.export.spans.encoding.SpanPage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Spans on pages: what is added is taken once and whole, whoever adds, and no more waits than may. */
final class SpanQueueTest {

    private static final SdkTracerProvider TRACING = SdkTracerProvider.builder().build();
    private static final int SIZE = new SpanPage(1_000, 100).add(named("x"));
    private static final String LONG = "x".repeat(4 * SIZE);

    private final SpanCounts counts = new SpanCounts();

    @Test
    void bytes_for_which_there_is_no_room_are_dropped_and_shorter_ones_still_wait() throws IOException {
        SpanQueue queue = new SpanQueue(counts, 2L * SIZE, 100, 1_000, 100);
        assertThat(queue.offer(named("a"))).isTrue();
        assertThat(queue.offer(named("bb"))).isFalse();
        assertThat(queue.offer(named("c"))).isTrue();
        assertThat(counts.dropped()).isEqualTo(1);
        assertThat(queue.bytes()).isEqualTo(2L * SIZE);
        assertThat(names(queue.take(10_000, 100))).containsExactly("a", "c");
        assertThat(queue.bytes()).isZero();
        assertThat(queue.offer(named("d"))).isTrue();
    }

    @Test
    void a_batch_has_no_more_bytes_than_it_may_but_one_page_always() throws IOException {
        SpanQueue queue = new SpanQueue(counts, 100_000, 100, 2 * SIZE, 100);
        Stream.of("a", "b", "c", "d", "e").forEach(name -> queue.offer(named(name)));
        assertThat(names(queue.take(5L * SIZE - 1, 100))).containsExactly("a", "b", "c", "d");
        assertThat(names(queue.take(1, 100))).containsExactly("e");
        assertThat(queue.take(1, 100)).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void a_batch_has_no_more_spans_than_it_may() throws IOException {
        SpanQueue queue = new SpanQueue(counts, 100_000, 100, 10_000, 2);
        Stream.of("a", "b", "c", "d", "e").forEach(name -> queue.offer(named(name)));
        assertThat(names(queue.take(10_000, 2))).containsExactly("a", "b");
        assertThat(names(queue.take(10_000, 3))).containsExactly("c", "d", "e");
    }

    @Test
    void a_long_span_goes_alone() throws IOException {
        SpanQueue queue = new SpanQueue(counts, 100_000, 100, 2 * SIZE, 100);
        Stream.of("a", LONG, "b").forEach(name -> queue.offer(named(name)));
        assertThat(names(queue.take(2L * SIZE, 100))).containsExactly("a");
        assertThat(names(queue.take(2L * SIZE, 100))).containsExactly(LONG);
        assertThat(names(queue.take(2L * SIZE, 100))).containsExactly("b");
    }

    @Test
    void a_page_that_has_been_sent_is_written_on_again_unless_it_has_grown() throws IOException {
        SpanQueue queue = new SpanQueue(counts, 100_000, 100, 2 * SIZE, 100);
        queue.offer(named("a"));
        SpanPage first = queue.take(10_000, 100).get(0);
        queue.free(first);
        queue.offer(named("b"));
        List<SpanPage> second = queue.take(10_000, 100);
        assertThat(second.get(0)).isSameAs(first);
        assertThat(names(second)).containsExactly("b");
        queue.offer(named(LONG));
        SpanPage grown = queue.take(10_000, 100).get(0);
        queue.free(grown);
        queue.offer(named("c"));
        assertThat(queue.take(10_000, 100).get(0)).isNotSameAs(grown).isNotSameAs(first);
    }

    @Test
    void what_many_threads_add_while_one_takes_comes_once() throws Exception {
        int threads = 4;
        int each = 5_000;
        SpanQueue queue = new SpanQueue(counts, Long.MAX_VALUE, Integer.MAX_VALUE, 8 * SIZE, 100);
        List<SpanData> spans =
                IntStream.range(0, each).mapToObj(i -> named(String.valueOf(i))).toList();
        List<String> taken = new ArrayList<>();
        ExecutorService adding = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> added = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                added.add(adding.submit(() -> spans.forEach(queue::offer)));
            }
            while (!added.stream().allMatch(Future::isDone)) {
                takeAll(queue, taken);
            }
            takeAll(queue, taken);
        } finally {
            adding.shutdownNow();
        }
        assertThat(taken).hasSize(threads * each);
        assertThat(taken.stream().collect(Collectors.groupingBy(name -> name, Collectors.counting())))
                .hasSize(each)
                .allSatisfy((name, times) -> assertThat(times).isEqualTo(threads));
        assertThat(queue.bytes()).isZero();
        assertThat(counts.undecided()).isEqualTo((long) threads * each);
    }

    private static void takeAll(SpanQueue queue, List<String> to) throws IOException {
        for (List<SpanPage> pages = queue.take(100_000, 1_000); !pages.isEmpty(); pages = queue.take(100_000, 1_000)) {
            to.addAll(names(pages));
            pages.forEach(queue::free);
        }
    }

    private static List<String> names(List<SpanPage> pages) throws IOException {
        byte[] request =
                new SpanBatch(Resource.empty(), pages, free -> {}).bytes().getBytes();
        return ExportTraceServiceRequest.parseFrom(request).getResourceSpans(0).getScopeSpans(0).getSpansList().stream()
                .map(span -> span.getName())
                .toList();
    }

    /** A span that has ended. */
    static SpanData named(String name) {
        Span span = TRACING.get("test").spanBuilder(name).startSpan();
        span.end();
        return ((ReadableSpan) span).toSpanData();
    }
}
