package dev.lintel.viewer.store.trace;

import dev.lintel.viewer.store.span.TraceSpan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a trace belongs to which session. A trace of one session belongs to it as a whole; of several, each has the spans
 * that say so and those below them that say nothing else.
 */
final class TraceSessions {

    private TraceSessions() {}

    /**
     * The first twenty sessions of a trace and what each comes to.
     *
     * @param whole what the trace comes to
     */
    static Map<String, Totals> of(List<TraceRow> rows, Totals whole) {
        Set<String> sessions = Labels.some(rows.stream().flatMap(row -> row.span().session().stream()));
        if (sessions.isEmpty()) {
            return Map.of();
        }
        if (sessions.size() == 1) {
            return Map.of(sessions.iterator().next(), whole);
        }
        Map<String, String> belonging = belonging(rows);
        Map<String, Totals> parts = new LinkedHashMap<>();
        for (String session : sessions) {
            parts.put(session, Totals.of(rows, span -> session.equals(belonging.get(span.spanId()))));
        }
        return parts;
    }

    // The session of each span, by its id; spans above all that say one have none.
    private static Map<String, String> belonging(List<TraceRow> rows) {
        Map<String, String> belonging = new HashMap<>();
        Deque<TraceRow> above = new ArrayDeque<>();
        for (TraceRow row : rows) {
            while (!above.isEmpty() && above.peek().depth() >= row.depth()) {
                above.pop();
            }
            TraceSpan span = row.span();
            String inherited =
                    above.isEmpty() ? null : belonging.get(above.peek().span().spanId());
            String session = span.session().orElse(inherited);
            if (session != null) {
                belonging.put(span.spanId(), session);
            }
            above.push(row);
        }
        return belonging;
    }
}
