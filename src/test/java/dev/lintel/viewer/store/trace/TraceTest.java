package dev.lintel.viewer.store.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.viewer.store.trace.TraceRow.Gap;
import dev.lintel.viewer.store.trace.TraceRow.Note;
import dev.lintel.viewer.store.trace.TraceRow.Position;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the spans of one trace become, whatever they say. */
final class TraceTest {

    private static final long MILLI = 1_000_000;

    @Test
    void children_stand_below_their_parents_by_their_start() {
        Trace trace = trace(
                ExampleSpan.of(1, 4).below(2).at(30, 40),
                ExampleSpan.of(1, 3).below(1).at(50, 90),
                ExampleSpan.of(1, 2).below(1).at(10, 45),
                ExampleSpan.of(1, 1).at(0, 100));

        assertThat(drawn(trace)).containsExactly("0 span 1", "1 span 2", "2 span 4", "1 span 3");
        assertThat(trace.rows()).allSatisfy(row -> assertThat(row.notes()).isEmpty());
    }

    @Test
    void an_orphan_is_a_root_that_says_so() {
        Trace trace = trace(
                ExampleSpan.of(1, 1).at(0, 100),
                ExampleSpan.of(1, 2).below(77).at(10, 20),
                ExampleSpan.of(1, 3).below(2).at(12, 14));

        assertThat(drawn(trace)).containsExactly("0 span 1", "0 span 2 MISSING_PARENT", "1 span 3");
    }

    @Test
    void roots_stand_by_their_start() {
        Trace trace = trace(
                ExampleSpan.of(1, 1).below(77).at(20, 30),
                ExampleSpan.of(1, 2).at(10, 40),
                ExampleSpan.of(1, 3).below(78).at(0, 5));

        assertThat(drawn(trace)).containsExactly("0 span 3 MISSING_PARENT", "0 span 2", "0 span 1 MISSING_PARENT");
    }

    @Test
    void each_row_says_whether_a_sibling_follows() {
        Trace trace = trace(
                ExampleSpan.of(1, 1).at(0, 100),
                ExampleSpan.of(1, 2).below(1).at(10, 20),
                ExampleSpan.of(1, 3).below(2).at(12, 14),
                ExampleSpan.of(1, 4).below(1).at(30, 40),
                ExampleSpan.of(1, 5).below(1).at(50, 60));

        assertThat(trace.rows())
                .extracting(TraceRow::position)
                .containsExactly(
                        Position.LAST, Position.BETWEEN, Position.LAST, Position.BETWEEN, Position.LAST);
    }

    @Test
    void of_a_cycle_the_first_to_begin_is_a_root_and_each_stands_once() {
        Trace trace = trace(
                ExampleSpan.of(1, 1).at(0, 100),
                ExampleSpan.of(1, 2).below(4).at(30, 40),
                ExampleSpan.of(1, 3).below(2).at(20, 40),
                ExampleSpan.of(1, 4).below(3).at(50, 60),
                ExampleSpan.of(1, 5).below(5).at(70, 80));

        assertThat(drawn(trace))
                .containsExactly("0 span 1", "0 span 3 CYCLE", "1 span 4", "2 span 2", "0 span 5 CYCLE");
    }

    @Tag("many-inputs")
    @Test
    void a_chain_as_deep_as_it_has_spans_is_walked() {
        Trace trace = new Trace(ExampleSpan.traceId(1));
        IntStream.rangeClosed(1, 100_000)
                .mapToObj(span -> ExampleSpan.of(1, span).below(span - 1).made())
                .forEach(span -> trace.add(span, 100_000, Long.MAX_VALUE));

        assertThat(trace.rows())
                .hasSize(100_000)
                .last()
                .satisfies(row -> assertThat(row.depth()).isEqualTo(99_999));
    }

    @Test
    void a_span_that_ends_before_it_begins_takes_no_time() {
        Trace trace = trace(
                ExampleSpan.of(1, 1).at(0, 100), ExampleSpan.of(1, 2).below(1).at(40, 10));

        TraceRow row = trace.rows().get(1);
        assertThat(row.notes()).containsExactly(Note.REVERSED_TIMES);
        assertThat(row.offsetNanos()).isEqualTo(40 * MILLI);
        assertThat(row.lengthNanos()).isZero();
        assertThat(trace.summary().lengthNanos()).isEqualTo(100 * MILLI);
    }

    @Test
    void a_clock_that_is_far_off_does_not_stretch_the_trace() {
        Trace trace = trace(
                ExampleSpan.of(1, 1).at(0, 100),
                ExampleSpan.of(1, 2).below(1).at(10, 20),
                ExampleSpan.of(1, 3).below(1).atNanos(0, 0),
                ExampleSpan.of(1, 4).below(1).atNanos(-1, -1),
                ExampleSpan.of(1, 5).below(1).atNanos(ExampleSpan.START_NANOS, Long.MAX_VALUE));

        assertThat(trace.summary().lengthNanos()).isEqualTo(100 * MILLI);
        assertThat(drawn(trace))
                .containsExactly(
                        "0 span 1", "1 span 3 OFF_CLOCK", "1 span 5 OFF_CLOCK", "1 span 2", "1 span 4 OFF_CLOCK");
        assertThat(trace.rows()).allSatisfy(row -> {
            assertThat(row.offsetNanos()).isBetween(0L, 100 * MILLI);
            assertThat(row.offsetNanos() + row.lengthNanos()).isBetween(0L, 100 * MILLI);
        });
    }

    @Test
    void gaps_are_where_no_child_runs() {
        Trace trace = trace(
                ExampleSpan.of(1, 1).at(0, 100),
                ExampleSpan.of(1, 2).below(1).at(10, 40),
                ExampleSpan.of(1, 3).below(1).at(20, 30),
                ExampleSpan.of(1, 4).below(1).at(70, 200));

        TraceRow root = trace.rows().get(0);
        assertThat(root.gaps()).containsExactly(new Gap(0, 10 * MILLI), new Gap(40 * MILLI, 30 * MILLI));
        assertThat(root.ownNanos()).isEqualTo(40 * MILLI);
        assertThat(trace.rows().get(1).gaps()).isEmpty();
    }

    @Test
    void tokens_that_a_span_and_one_within_it_both_count_are_counted_once() {
        Trace trace = trace(
                ExampleSpan.of(1, 1).named("agent"),
                ExampleSpan.of(1, 2).below(1).with("gen_ai.usage.input_tokens", 100L),
                ExampleSpan.of(1, 3)
                        .below(2)
                        .with("gen_ai.usage.input_tokens", 100L)
                        .with("gen_ai.usage.output_tokens", 7L),
                ExampleSpan.of(1, 4).below(1).with("gen_ai.usage.input_tokens", 20L));

        assertThat(trace.summary().inputTokens()).hasValue(120);
        assertThat(trace.summary().outputTokens()).isEmpty();
    }

    @Test
    void a_summary_says_what_people_look_for_first() {
        TraceSummary summary = trace(
                        ExampleSpan.of(1, 1).named("ask").by("agent").at(0, 100),
                        ExampleSpan.of(1, 2)
                                .below(1)
                                .by("lintel")
                                .failed()
                                .with("gen_ai.request.model", "gpt-4o")
                                .with("gen_ai.response.time_to_first_chunk", 0.25),
                        ExampleSpan.of(1, 3).below(1).by("lintel").with("lintel.outcome", "cancelled"))
                .summary();

        assertThat(summary.name()).isEqualTo("ask");
        assertThat(summary.service()).isEqualTo("agent");
        assertThat(summary.services()).containsExactly("agent", "lintel");
        assertThat(summary.models()).containsExactly("gpt-4o");
        assertThat(summary.errors()).isEqualTo(1);
        assertThat(summary.cancelled()).isEqualTo(1);
        assertThat(summary.status()).isEqualTo("error");
        assertThat(summary.firstChunkNanos()).hasValue(250 * MILLI);
    }

    @Test
    void a_summary_names_the_first_20_services_and_models() {
        TraceSummary summary = trace(IntStream.rangeClosed(1, 21)
                        .mapToObj(span -> ExampleSpan.of(1, span)
                                .at(span, 100)
                                .by("service " + span)
                                .with("gen_ai.request.model", "model " + span))
                        .toArray(ExampleSpan[]::new))
                .summary();

        assertThat(summary.services()).hasSize(20).contains("service 20").doesNotContain("service 21");
        assertThat(summary.models()).hasSize(20).contains("model 20").doesNotContain("model 21");
    }

    private static Trace trace(ExampleSpan... spans) {
        Trace trace = new Trace(ExampleSpan.traceId(1));
        Stream.of(spans).forEach(span -> trace.add(span.made(), 1000, Long.MAX_VALUE));
        return trace;
    }

    private static List<String> drawn(Trace trace) {
        return trace.rows().stream()
                .map(row -> row.depth() + " " + row.span().name()
                        + row.notes().stream().map(note -> " " + note).reduce("", String::concat))
                .toList();
    }
}
