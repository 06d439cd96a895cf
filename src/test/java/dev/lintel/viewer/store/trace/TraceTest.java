package dev.lintel.viewer.store.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.viewer.store.span.ExampleSpan;
import dev.lintel.viewer.store.span.TraceSpan;
import dev.lintel.viewer.store.trace.TraceRow.Gap;
import dev.lintel.viewer.store.trace.TraceRow.Note;
import dev.lintel.viewer.store.trace.TraceRow.Position;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the spans of one trace become, whatever they say. */
@Alongside
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
                .containsExactly(Position.LAST, Position.BETWEEN, Position.LAST, Position.BETWEEN, Position.LAST);
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
    void the_time_behind_the_last_child_is_the_spans_own() {
        TraceRow root = trace(
                        ExampleSpan.of(1, 1).at(0, 100),
                        ExampleSpan.of(1, 2).below(1).at(10, 40))
                .rows()
                .get(0);

        assertThat(root.gaps()).containsExactly(new Gap(0, 10 * MILLI), new Gap(40 * MILLI, 60 * MILLI));
        assertThat(root.ownNanos()).isEqualTo(70 * MILLI);
    }

    @Test
    void a_gap_of_no_more_than_a_hundredth_of_the_trace_is_own_time_and_not_shown() {
        TraceRow root = trace(
                        ExampleSpan.of(1, 1).at(0, 1_000),
                        ExampleSpan.of(1, 2).below(1).at(0, 500),
                        ExampleSpan.of(1, 3).below(1).at(510, 800),
                        ExampleSpan.of(1, 4).below(1).at(811, 1_000))
                .rows()
                .get(0);

        assertThat(root.gaps()).containsExactly(new Gap(800 * MILLI, 11 * MILLI));
        assertThat(root.ownNanos()).isEqualTo(21 * MILLI);
    }

    @Test
    void of_many_gaps_the_first_32_are_shown() {
        TraceRow root = trace(Stream.concat(
                                Stream.of(ExampleSpan.of(1, 1).at(0, 4_000)),
                                IntStream.range(0, 40)
                                        .mapToObj(child -> ExampleSpan.of(1, 2 + child)
                                                .below(1)
                                                .at(child * 100 + 50, child * 100 + 100)))
                        .toArray(ExampleSpan[]::new))
                .rows()
                .get(0);

        assertThat(root.gaps()).hasSize(32).last().isEqualTo(new Gap(3_100 * MILLI, 50 * MILLI));
        assertThat(root.ownNanos()).isEqualTo(40 * 50 * MILLI);
    }

    @Test
    void a_clock_is_far_off_by_more_than_seven_days() {
        long week = TimeUnit.DAYS.toNanos(7);
        for (long beyond = 0; beyond <= 1; beyond++) {
            long start = ExampleSpan.START_NANOS + week + beyond;
            Trace trace = trace(
                    ExampleSpan.of(1, 1).at(0, 100),
                    ExampleSpan.of(1, 2).below(1).at(0, 50),
                    ExampleSpan.of(1, 3).below(1).atNanos(start, start));

            assertThat(trace.summary().lengthNanos()).isEqualTo(beyond == 0 ? week : 100 * MILLI);
            assertThat(trace.rows().get(2).notes()).isEqualTo(beyond == 0 ? Set.of() : Set.of(Note.OFF_CLOCK));
        }
    }

    @Test
    void a_span_that_just_fits_is_taken_and_those_that_do_not_are_counted() {
        TraceSpan span = ExampleSpan.of(1, 1).by("agent").made();
        Trace trace = new Trace(ExampleSpan.traceId(1));
        long needed = trace.bytes() + span.bytes() + span.resource().bytes();

        assertThat(trace.add(span, 10, needed - 1)).isFalse();
        assertThat(trace.isEmpty()).isTrue();
        assertThat(trace.add(span, 10, needed)).isTrue();
        assertThat(trace.bytes()).isEqualTo(needed);
        assertThat(trace.add(ExampleSpan.of(1, 2).made(), 1, Long.MAX_VALUE)).isFalse();
        assertThat(trace.summary().droppedSpans()).isEqualTo(2);
    }

    @Test
    void nothing_is_a_count_and_less_than_nothing_is_none() {
        TraceSummary nothing = trace(ExampleSpan.of(1, 1)
                        .with("gen_ai.usage.input_tokens", 0L)
                        .with("gen_ai.usage.output_tokens", -1L)
                        .with("gen_ai.response.time_to_first_chunk", 0.0))
                .summary();
        TraceSummary less = trace(ExampleSpan.of(1, 1).with("gen_ai.response.time_to_first_chunk", -0.1))
                .summary();

        assertThat(nothing.totals().inputTokens()).hasValue(0);
        assertThat(nothing.totals().outputTokens()).isEmpty();
        assertThat(nothing.firstChunkNanos()).hasValue(0);
        assertThat(less.firstChunkNanos()).isEmpty();
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

        assertThat(trace.summary().totals().inputTokens()).hasValue(120);
        assertThat(trace.summary().totals().outputTokens()).isEmpty();
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
        assertThat(summary.labels().services()).containsExactly("agent", "lintel");
        assertThat(summary.labels().models()).containsExactly("gpt-4o");
        assertThat(summary.totals().errors()).isEqualTo(1);
        assertThat(summary.totals().cancelled()).isEqualTo(1);
        assertThat(summary.totals().status()).isEqualTo("error");
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

        assertThat(summary.labels().services())
                .hasSize(20)
                .contains("service 20")
                .doesNotContain("service 21");
        assertThat(summary.labels().models()).hasSize(20).contains("model 20").doesNotContain("model 21");
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
