package dev.lintel.viewer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.testing.Alongside;
import dev.lintel.viewer.store.span.ExampleSpan;
import dev.lintel.viewer.store.span.Resource;
import dev.lintel.viewer.store.span.SpanDraft;
import dev.lintel.viewer.store.span.TraceSpan;
import dev.lintel.viewer.store.trace.Trace;
import dev.lintel.viewer.store.trace.TraceSummary;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Alongside
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

    @Tag("many-inputs")
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

        assertThat(made.attributes()).hasSize(1024);
        assertThat(made.dropped()).isEqualTo(100_000 - 1024);
        assertThat(made.bytes()).isBetween(1024 * (100 + 8) * 2, (int) MIB);
    }

    @Test
    void the_estimate_is_of_all_that_a_span_its_trace_and_its_resource_hold() {
        TraceStore store = store(10, 10, MIB);
        store.add(ExampleSpan.of(1, 1).named("").made());
        long bare = store.bytes();
        store.add(ExampleSpan.of(2, 1).named("").with("key", "x".repeat(10_000)).made());
        long text = store.bytes() - bare;
        store.add(ExampleSpan.of(3, 1).named("").by("s".repeat(20_000)).made());
        long service = store.bytes() - bare - text;
        store.add(ExampleSpan.of(4, 1).named("").with("k".repeat(200), 1L).made());
        long key = store.bytes() - bare - text - service;
        store.add(ExampleSpan.of(1, 2).named("").made());
        long second = store.bytes() - bare - text - service - key;

        assertThat(bare).isBetween(1_000L, 3_000L);
        assertThat(text - bare).isBetween(20_000L, 21_000L);
        assertThat(service - bare).isBetween(40_000L, 41_000L);
        assertThat(key - bare).isBetween(400L, 1_000L);
        assertThat(second).isBetween(400L, bare - 400);
    }

    @Test
    void a_resource_counts_once_in_a_trace() {
        SpanDraft.Attributes attributes = new SpanDraft.Attributes();
        attributes.allowance().takeValue();
        attributes.put("service.name", attributes.allowance().takeText("s".repeat(20_000)));
        Resource shared = Resource.of(attributes);
        TraceStore store = store(10, 10, MIB);
        store.add(ExampleSpan.of(1, 1).made(shared));
        long first = store.bytes();
        store.add(ExampleSpan.of(1, 2).made(shared));

        assertThat(first).isGreaterThan(40_000);
        assertThat(store.bytes() - first).isLessThan(2_000);
    }

    @Test
    void resources_of_which_nothing_is_counted_are_one() {
        assertThat(Resource.of(new SpanDraft.Attributes())).isSameAs(Resource.UNKNOWN);
    }

    @Test
    void resources_drive_out_old_traces_and_half_the_memory_is_for_one() {
        TraceStore store = store(100, 100, MIB);
        for (int trace = 1; trace <= 10; trace++) {
            store.add(ExampleSpan.of(trace, 1).by("s".repeat(100_000)).made());
        }
        TraceStore single = store(100, 100, MIB);
        for (int span = 1; span <= 10; span++) {
            single.add(ExampleSpan.of(1, span).by("s".repeat(100_000)).made());
        }

        // Each takes a little over 200 000 bytes of 1 048 576.
        assertThat(store.size()).isEqualTo(5);
        assertThat(single.find(ExampleSpan.traceId(1)).orElseThrow().spans()).hasSize(2);
        assertThat(single.droppedSpans()).isEqualTo(8);
    }

    @Test
    void memory_is_given_back_with_the_traces_that_go() {
        TraceStore store = store(2, 10, MIB);
        store.add(ExampleSpan.of(1, 1).made());
        store.add(ExampleSpan.of(2, 1).made());
        long two = store.bytes();
        for (int trace = 3; trace <= 9; trace++) {
            store.add(ExampleSpan.of(trace, 1).made());
        }

        assertThat(store.bytes()).isEqualTo(two);
    }

    @Test
    void as_much_as_is_allowed_is_kept() {
        TraceStore store = store(3, 2, MIB);
        for (int trace = 1; trace <= 3; trace++) {
            store.add(ExampleSpan.of(trace, 1).made());
            store.add(ExampleSpan.of(trace, 2).made());
        }

        assertThat(store.size()).isEqualTo(3);
        assertThat(store.droppedSpans()).isZero();
        store.add(ExampleSpan.of(3, 2).named("again").made());
        assertThat(store.droppedSpans()).isZero();
        store.add(ExampleSpan.of(3, 3).made());
        assertThat(store.droppedSpans()).isEqualTo(1);
        assertThat(store.last().orElseThrow().summary().droppedSpans()).isEqualTo(1);
        assertThat(store.last().orElseThrow().summary().spans()).isEqualTo(2);
    }

    @Test
    void memory_is_used_to_the_last_byte() {
        long needed = filledWithThree(4 * MIB).bytes();

        assertThat(needed).isGreaterThan(MIB);
        assertThat(filledWithThree(needed).size()).isEqualTo(3);
        assertThat(filledWithThree(needed - 1).size()).isEqualTo(2);
    }

    private static TraceStore filledWithThree(long maxBytes) {
        TraceStore store = store(10, 10, maxBytes);
        for (int trace = 1; trace <= 3; trace++) {
            store.add(ExampleSpan.of(trace, 1).with("text", "x".repeat(200_000)).made());
        }
        return store;
    }

    @Test
    void a_text_and_a_key_are_kept_whole_up_to_their_bounds_and_cut_beyond() {
        // The name of an example takes of the same allowance.
        int room = 256 * 1024 - "span 1".length();
        TraceSpan whole =
                ExampleSpan.of(1, 1).with("k".repeat(256), "x".repeat(room)).made();
        TraceSpan cut =
                ExampleSpan.of(1, 1).with("k".repeat(257), "x".repeat(room + 1)).made();

        assertThat(whole.dropped()).isZero();
        assertThat(whole.attributes()).containsEntry("k".repeat(256), "x".repeat(room));
        assertThat(cut.dropped()).isEqualTo(2);
        assertThat(cut.attributes()).containsEntry("k".repeat(256) + "…", "x".repeat(room) + "…");
    }

    @Test
    void a_span_that_comes_twice_is_there_once() {
        TraceStore store = store(10, 10, MIB);
        store.add(ExampleSpan.of(1, 1).named("first").made());
        long once = store.bytes();
        store.add(ExampleSpan.of(1, 1).named("again").made());

        Trace trace = store.find(ExampleSpan.traceId(1)).orElseThrow();
        assertThat(trace.spans()).extracting(TraceSpan::name).containsExactly("again");
        assertThat(store.bytes()).isEqualTo(once);
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
