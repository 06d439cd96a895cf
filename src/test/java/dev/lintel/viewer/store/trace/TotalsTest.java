package dev.lintel.viewer.store.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.lintel.viewer.store.span.ExampleSpan;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What spans come to, for a trace and for each of its sessions. */
final class TotalsTest {

    @Test
    void cost_that_a_span_and_one_within_it_both_count_is_counted_once() {
        Totals totals = totals(
                ExampleSpan.of(1, 1).with("gen_ai.usage.input_tokens", 5L),
                cost(ExampleSpan.of(1, 2).below(1), 0.5, "USD"),
                cost(ExampleSpan.of(1, 3).below(2), 0.5, "USD"),
                cost(ExampleSpan.of(1, 4).below(1), 0.25, "USD"),
                cost(ExampleSpan.of(1, 5).below(1), 2.0, "EUR"));

        assertThat(totals.cost()).containsExactly(entry("EUR", 2.0), entry("USD", 0.75));
        assertThat(totals.inputTokens()).hasValue(5);
    }

    @Test
    void nothing_is_a_cost_and_what_nobody_says_is_none() {
        assertThat(totals(cost(ExampleSpan.of(1, 1), 0.0, "USD")).cost()).isEqualTo(Map.of("USD", 0.0));
        assertThat(totals(ExampleSpan.of(1, 1).with("lintel.usage.cost", 3L)).cost())
                .isEqualTo(Map.of("", 3.0));
        assertThat(totals(ExampleSpan.of(1, 1)).cost()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void what_cannot_be_a_cost_is_none(double amount) {
        assertThat(totals(cost(ExampleSpan.of(1, 1), amount, "USD")).cost()).isEmpty();
    }

    @Test
    void absurd_numbers_add_up_to_the_most_there_is() {
        Totals totals = totals(IntStream.rangeClosed(1, 20)
                .mapToObj(span -> cost(ExampleSpan.of(1, span), Double.MAX_VALUE, "USD")
                        .with("gen_ai.usage.input_tokens", 1_000_000_000_000_000_000L)
                        .with("gen_ai.usage.output_tokens", Long.MAX_VALUE))
                .toArray(ExampleSpan[]::new));

        assertThat(totals.inputTokens()).hasValue(Long.MAX_VALUE);
        assertThat(totals.outputTokens()).hasValue(Long.MAX_VALUE);
        assertThat(totals.cost()).isEqualTo(Map.of("USD", Double.MAX_VALUE));
    }

    @Test
    void of_many_currencies_twenty_are_kept() {
        Totals totals = totals(IntStream.rangeClosed(1, 21)
                .mapToObj(span -> cost(ExampleSpan.of(1, span), 1.0, "currency " + span))
                .toArray(ExampleSpan[]::new));

        assertThat(totals.cost()).hasSize(20).containsKey("currency 20").doesNotContainKey("currency 21");
        assertThat(Totals.sum(Stream.generate(() -> totals).limit(2).toList()).cost())
                .hasSize(20)
                .containsEntry("currency 20", 2.0);
    }

    @Test
    void a_turn_is_a_model_that_is_asked_whoever_counts_it() {
        Totals totals = totals(
                asks(ExampleSpan.of(1, 1), "invoke_agent"),
                asks(ExampleSpan.of(1, 2).below(1), "chat"),
                asks(ExampleSpan.of(1, 3).below(2), "chat"),
                asks(ExampleSpan.of(1, 4).below(1), "text_completion"),
                asks(ExampleSpan.of(1, 5).below(1), "generate_content"),
                asks(ExampleSpan.of(1, 6).below(1), "embeddings"),
                asks(ExampleSpan.of(1, 7).below(1), "execute_tool"));

        assertThat(totals.turns()).isEqualTo(3);
    }

    @Test
    void a_trace_of_one_session_belongs_to_it_as_a_whole() {
        TraceSummary trace = trace(
                        ExampleSpan.of(1, 1).failed().with("gen_ai.usage.input_tokens", 5L),
                        session(ExampleSpan.of(1, 2).below(1), "a"))
                .summary();

        assertThat(trace.sessions()).isEqualTo(Map.of("a", trace.totals()));
        assertThat(trace.totals().errors()).isEqualTo(1);
    }

    @Test
    void of_several_sessions_each_has_its_spans_and_those_below_them() {
        TraceSummary trace = trace(
                        ExampleSpan.of(1, 1).at(0, 100).failed(),
                        used(session(ExampleSpan.of(1, 2).below(1).at(1, 9), "a"), 10),
                        ExampleSpan.of(1, 3).below(2).at(2, 8).failed(),
                        used(session(ExampleSpan.of(1, 4).below(3).at(3, 7), "b"), 20),
                        used(session(ExampleSpan.of(1, 5).below(4).at(4, 6), "a"), 5),
                        used(session(ExampleSpan.of(1, 6).below(1).at(10, 20), "b"), 100))
                .summary();

        assertThat(trace.sessions()).containsOnlyKeys("a", "b");
        assertThat(trace.sessions().get("a").inputTokens()).isEqualTo(OptionalLong.of(10));
        assertThat(trace.sessions().get("a").errors()).isEqualTo(1);
        assertThat(trace.sessions().get("b").inputTokens()).isEqualTo(OptionalLong.of(120));
        assertThat(trace.sessions().get("b").errors()).isZero();
        assertThat(trace.totals().errors()).isEqualTo(2);
    }

    @Test
    void a_trace_has_to_do_with_twenty_sessions_at_most() {
        TraceSummary trace = trace(IntStream.rangeClosed(1, 21)
                        .mapToObj(span -> session(ExampleSpan.of(1, span).at(span, span + 1), "session " + span))
                        .toArray(ExampleSpan[]::new))
                .summary();

        assertThat(trace.sessions()).hasSize(20).containsKey("session 20").doesNotContainKey("session 21");
    }

    @Test
    void a_session_without_a_name_is_none() {
        assertThat(trace(session(ExampleSpan.of(1, 1), "")).summary().sessions())
                .isEmpty();
    }

    @Test
    void labels_say_who_took_part_and_why_it_was_kept() {
        Labels labels = trace(
                        ExampleSpan.of(1, 1)
                                .by("support")
                                .with("gen_ai.agent.name", "triage")
                                .with("lintel.sampling.reason", "slow"),
                        ExampleSpan.of(1, 2)
                                .below(1)
                                .by("lintel")
                                .with("lintel.agent.id", "a1")
                                .with("lintel.agent.type", "Explore")
                                .with("lintel.caller", "team-a")
                                .with("lintel.sampling.reason", "error"),
                        ExampleSpan.of(1, 3).below(2).with("gen_ai.agent.id", "asst_1"))
                .summary()
                .labels();

        assertThat(labels.agents()).containsExactly("triage", "Explore", "a1", "asst_1");
        assertThat(labels.callers()).containsExactly("team-a");
        assertThat(labels.samplingReasons()).containsExactly("slow", "error");
    }

    private static ExampleSpan cost(ExampleSpan span, double amount, String currency) {
        return span.with("lintel.usage.cost", amount).with("lintel.usage.cost.currency", currency);
    }

    private static ExampleSpan used(ExampleSpan span, long inputTokens) {
        return span.with("gen_ai.usage.input_tokens", inputTokens);
    }

    private static ExampleSpan asks(ExampleSpan span, String operation) {
        return span.with("gen_ai.operation.name", operation);
    }

    private static ExampleSpan session(ExampleSpan span, String id) {
        return span.with("gen_ai.conversation.id", id);
    }

    private static Totals totals(ExampleSpan... spans) {
        return trace(spans).summary().totals();
    }

    private static Trace trace(ExampleSpan... spans) {
        Trace trace = new Trace(ExampleSpan.traceId(1));
        for (ExampleSpan span : spans) {
            trace.add(span.made(), 100, 1 << 20);
        }
        return trace;
    }
}
