package dev.lintel.viewer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceStoreTest {

    private static final long MIB = 1024 * 1024;

    @Test
    void a_new_trace_drives_out_the_oldest() {
        TraceStore store = store(3, 10, MIB);
        for (int trace = 1; trace <= 5; trace++) {
            store.add(ExampleSpan.of(trace, 1).made());
        }

        assertThat(store.newestFirst().map(Trace::id))
                .containsExactly(ExampleSpan.traceId(5), ExampleSpan.traceId(4), ExampleSpan.traceId(3));
        assertThat(store.last().orElseThrow().id()).isEqualTo(ExampleSpan.traceId(5));
        assertThat(store.find(ExampleSpan.traceId(1))).isEmpty();
    }

    @Test
    void a_trace_that_goes_on_keeps_its_place() {
        TraceStore store = store(3, 10, MIB);
        store.add(ExampleSpan.of(1, 1).made());
        store.add(ExampleSpan.of(2, 1).made());
        store.add(ExampleSpan.of(1, 2).made());

        assertThat(store.newestFirst().map(Trace::id)).containsExactly(ExampleSpan.traceId(2), ExampleSpan.traceId(1));
    }

    @Test
    void a_million_spans_in_one_trace_are_counted_and_few_are_kept() {
        TraceStore store = store(10, 100, 64 * MIB);
        for (int span = 1; span <= 1_000_000; span++) {
            store.add(ExampleSpan.of(1, span).made());
        }

        TraceSummary summary = store.find(ExampleSpan.traceId(1)).orElseThrow().summary();
        assertThat(summary.spans()).isEqualTo(100);
        assertThat(summary.droppedSpans()).isEqualTo(999_900);
        assertThat(store.droppedSpans()).isEqualTo(999_900);
        assertThat(store.bytes()).isLessThan(MIB);
    }

    @Test
    void memory_is_bounded_whatever_spans_hold() {
        TraceStore store = store(100_000, 100_000, MIB);
        for (int trace = 1; trace <= 5_000; trace++) {
            store.add(ExampleSpan.of(trace, 1).with("text", "x".repeat(5_000)).made());
            assertThat(store.bytes()).isLessThanOrEqualTo(MIB);
        }

        assertThat(store.size()).isBetween(10, 200);
        assertThat(store.last().orElseThrow().id()).isEqualTo(ExampleSpan.traceId(5_000));
    }

    @Test
    void no_trace_drives_out_all_others() {
        TraceStore store = store(100, 100_000, MIB);
        store.add(ExampleSpan.of(1, 1).made());
        for (int span = 1; span <= 1_000; span++) {
            store.add(ExampleSpan.of(2, span).with("text", "x".repeat(5_000)).made());
        }

        assertThat(store.find(ExampleSpan.traceId(1))).isPresent();
        assertThat(store.bytes()).isLessThanOrEqualTo(MIB);
    }

    @Test
    void a_span_too_large_for_the_store_is_counted_and_makes_no_trace() {
        TraceStore store = store(100, 100, MIB);
        store.add(ExampleSpan.of(1, 1).with("text", "x".repeat(10_000_000)).made());

        assertThat(store.size()).isZero();
        assertThat(store.bytes()).isZero();
        assertThat(store.droppedSpans()).isEqualTo(1);
    }

    @Test
    void a_span_holds_no_more_than_its_allowance() {
        ExampleSpan span = ExampleSpan.of(1, 1);
        for (int i = 0; i < 100_000; i++) {
            span.with("key " + i, "x".repeat(100));
        }
        TraceSpan made = span.made();

        assertThat(made.attributes()).hasSizeLessThanOrEqualTo(1024);
        assertThat(made.bytes()).isLessThan((int) MIB);
        assertThat(made.dropped()).isGreaterThan(90_000);
    }

    @Test
    void a_span_that_comes_twice_is_there_once() {
        TraceStore store = store(10, 10, MIB);
        store.add(ExampleSpan.of(1, 1).named("first").made());
        long once = store.bytes();
        store.add(ExampleSpan.of(1, 1).named("again").made());

        Trace trace = store.find(ExampleSpan.traceId(1)).orElseThrow();
        assertThat(trace.spans()).extracting(TraceSpan::name).containsExactly("again");
        assertThat(store.bytes()).isLessThanOrEqualTo(once);
    }

    @Test
    void each_change_is_a_new_revision() {
        TraceStore store = store(10, 10, MIB);
        store.add(ExampleSpan.of(1, 1).made());
        store.add(ExampleSpan.of(2, 1).made());

        assertThat(store.revision()).isEqualTo(2);
        assertThat(store.find(ExampleSpan.traceId(1)).orElseThrow().revision()).isEqualTo(1);
        assertThat(store.last().orElseThrow().revision()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1048576, max_traces: 0 is not positive",
        "1, -5, 1048576, max_spans_per_trace: -5 is not positive",
        "1, 1, 1048575, max_memory: 1048575 bytes are less than 1M",
    })
    void limits_that_leave_no_room_are_refused_by_name(int traces, int spans, long bytes, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TraceStore.Limits(traces, spans, bytes))
                .withMessage(why);
    }

    private static TraceStore store(int traces, int spans, long bytes) {
        return new TraceStore(
                new TraceStore.Limits(traces, spans, bytes), InstantSource.fixed(Instant.ofEpochMilli(0)));
    }
}
