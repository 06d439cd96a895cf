package dev.lintel.viewer.store.trace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A trace in one line.
 *
 * @param name the name of its first root
 * @param errors how many of its spans have failed
 * @param cancelled of how many of its spans the client left
 * @param firstChunkNanos to the first chunk of its first streamed answer
 * @param inputTokens what its outermost spans that know say: those within them count the same tokens
 */
public record TraceSummary(
        String traceId,
        String name,
        String service,
        Set<String> services,
        Set<String> models,
        long startNanos,
        long lengthNanos,
        int spans,
        long droppedSpans,
        int errors,
        int cancelled,
        OptionalDouble firstChunkNanos,
        OptionalLong inputTokens,
        OptionalLong outputTokens) {

    private static final int MAX_NAMES = 20;

    static TraceSummary of(TimeWindow window, List<TraceRow> rows, long droppedSpans) {
        TraceSpan first = rows.get(0).span();
        Set<String> services = new LinkedHashSet<>();
        Set<String> models = new LinkedHashSet<>();
        int errors = 0;
        int cancelled = 0;
        for (TraceRow row : rows) {
            addUpTo(services, row.span().service());
            row.span().model().ifPresent(model -> addUpTo(models, model));
            errors += row.span().status() == TraceSpan.Status.ERROR ? 1 : 0;
            cancelled += row.span().cancelled() ? 1 : 0;
        }
        List<TraceSpan> counting = outermostWithTokens(rows);
        return new TraceSummary(
                first.traceId(),
                first.name(),
                first.service(),
                services,
                models,
                window.startNanos(),
                window.lengthNanos(),
                rows.size(),
                droppedSpans,
                errors,
                cancelled,
                rows.stream()
                        .map(row -> row.span().firstChunkNanos())
                        .filter(OptionalDouble::isPresent)
                        .findFirst()
                        .orElse(OptionalDouble.empty()),
                sum(counting.stream().map(TraceSpan::inputTokens).toList()),
                sum(counting.stream().map(TraceSpan::outputTokens).toList()));
    }

    /** How the trace went, in one word: {@code error}, {@code cancelled} or {@code ok}. */
    public String status() {
        return errors > 0 ? "error" : cancelled > 0 ? "cancelled" : "ok";
    }

    private static List<TraceSpan> outermostWithTokens(List<TraceRow> rows) {
        Deque<Integer> within = new ArrayDeque<>();
        return rows.stream()
                .filter(row -> {
                    while (!within.isEmpty() && within.peek() >= row.depth()) {
                        within.pop();
                    }
                    boolean knows = row.span().inputTokens().isPresent()
                            || row.span().outputTokens().isPresent();
                    boolean outermost = knows && within.isEmpty();
                    if (outermost) {
                        within.push(row.depth());
                    }
                    return outermost;
                })
                .map(TraceRow::span)
                .toList();
    }

    private static OptionalLong sum(List<OptionalLong> counts) {
        return counts.stream().flatMapToLong(OptionalLong::stream).reduce(Long::sum);
    }

    private static void addUpTo(Set<String> names, String name) {
        if (names.size() < MAX_NAMES) {
            names.add(name);
        }
    }
}
