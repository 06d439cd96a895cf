package dev.lintel.viewer.store.trace;

import dev.lintel.viewer.store.span.TraceSpan;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A trace in one line.
 *
 * @param name the name of its first root
 * @param firstChunkNanos to the first chunk of its first streamed answer
 * @param sessions the sessions that it has to do with, and what of its totals belongs to each
 */
public record TraceSummary(
        String traceId,
        String name,
        String service,
        Labels labels,
        long startNanos,
        long lengthNanos,
        int spans,
        long droppedSpans,
        OptionalDouble firstChunkNanos,
        Totals totals,
        Map<String, Totals> sessions) {

    static TraceSummary of(TimeWindow window, List<TraceRow> rows, long droppedSpans) {
        TraceSpan first = rows.get(0).span();
        List<TraceSpan> spans = rows.stream().map(TraceRow::span).toList();
        Totals totals = Totals.of(rows, span -> true);
        return new TraceSummary(
                first.traceId(),
                first.name(),
                first.service(),
                Labels.ofSpans(spans),
                window.startNanos(),
                window.lengthNanos(),
                rows.size(),
                droppedSpans,
                spans.stream()
                        .map(TraceSpan::firstChunkNanos)
                        .filter(OptionalDouble::isPresent)
                        .findFirst()
                        .orElse(OptionalDouble.empty()),
                totals,
                TraceSessions.of(rows, totals));
    }
}
