package dev.lintel.viewer.store.trace;

import dev.lintel.viewer.store.span.TraceSpan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What spans come to. Tokens, cost and turns are those of the outermost spans that know: one within these counts the same
 * again.
 *
 * @param turns how many times a model was asked
 * @param errors how many spans have failed
 * @param cancelled how many spans the client left
 * @param cost by currency, where any is known; the first twenty currencies
 */
public record Totals(
        int turns,
        int errors,
        int cancelled,
        OptionalLong inputTokens,
        OptionalLong outputTokens,
        Map<String, Double> cost) {

    private static final int MAX_CURRENCIES = 20;

    /** Of those spans of a trace that {@code belong}. */
    static Totals of(List<TraceRow> rows, Predicate<TraceSpan> belong) {
        List<TraceSpan> spans = rows.stream().map(TraceRow::span).filter(belong).toList();
        List<TraceSpan> counting = outermost(
                rows,
                belong.and(span ->
                        span.inputTokens().isPresent() || span.outputTokens().isPresent()));
        List<TraceSpan> costing = outermost(rows, belong.and(span -> span.cost().isPresent()));
        return new Totals(
                outermost(rows, belong.and(TraceSpan::asksModel)).size(),
                (int) spans.stream()
                        .filter(span -> span.status() == TraceSpan.Status.ERROR)
                        .count(),
                (int) spans.stream().filter(TraceSpan::cancelled).count(),
                sum(counting.stream().map(TraceSpan::inputTokens).toList()),
                sum(counting.stream().map(TraceSpan::outputTokens).toList()),
                costs(costing.stream()
                        .map(span -> Map.of(span.currency(), span.cost().getAsDouble()))
                        .toList()));
    }

    /** Of all of these. */
    public static Totals sum(Collection<Totals> parts) {
        return new Totals(
                parts.stream().mapToInt(Totals::turns).sum(),
                parts.stream().mapToInt(Totals::errors).sum(),
                parts.stream().mapToInt(Totals::cancelled).sum(),
                sum(parts.stream().map(Totals::inputTokens).toList()),
                sum(parts.stream().map(Totals::outputTokens).toList()),
                costs(parts.stream().map(Totals::cost).toList()));
    }

    /** How it went, in one word: {@code error}, {@code cancelled} or {@code ok}. */
    public String status() {
        return errors > 0 ? "error" : cancelled > 0 ? "cancelled" : "ok";
    }

    private static List<TraceSpan> outermost(List<TraceRow> rows, Predicate<TraceSpan> knows) {
        Deque<Integer> within = new ArrayDeque<>();
        List<TraceSpan> outermost = new ArrayList<>();
        for (TraceRow row : rows) {
            while (!within.isEmpty() && within.peek() >= row.depth()) {
                within.pop();
            }
            if (within.isEmpty() && knows.test(row.span())) {
                within.push(row.depth());
                outermost.add(row.span());
            }
        }
        return outermost;
    }

    // What anybody may claim to have used stays the most there is.
    private static OptionalLong sum(List<OptionalLong> counts) {
        return counts.stream()
                .flatMapToLong(OptionalLong::stream)
                .reduce((one, other) -> one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other);
    }

    private static Map<String, Double> costs(List<Map<String, Double>> parts) {
        Map<String, Double> sums = new TreeMap<>();
        for (Map<String, Double> part : parts) {
            part.forEach((currency, amount) -> {
                if (sums.size() < MAX_CURRENCIES || sums.containsKey(currency)) {
                    sums.merge(currency, amount, (one, other) -> Math.min(one + other, Double.MAX_VALUE));
                }
            });
        }
        return sums;
    }
}
