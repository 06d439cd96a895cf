package dev.lintel.viewer.store.session;

import dev.lintel.viewer.store.trace.Labels;
import dev.lintel.viewer.store.trace.Totals;
import dev.lintel.viewer.store.trace.Trace;
import dev.lintel.viewer.store.trace.TraceSummary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A session: what is kept of it.
 *
 * @param traces those that have to do with it, by their start
 * @param labels of these traces
 * @param totals what of these traces belongs to it
 * @param startNanos when the first of them began, since 1970
 * @param lengthNanos from then to the end of the last of them
 */
public record Session(String id, List<Trace> traces, Labels labels, Totals totals, long startNanos, long lengthNanos) {

    static Session of(String id, List<Trace> newestFirst) {
        List<Trace> traces = inOrder(newestFirst);
        List<TraceSummary> summaries = traces.stream().map(Trace::summary).toList();
        long start =
                summaries.stream().mapToLong(TraceSummary::startNanos).min().orElse(0);
        long end = summaries.stream()
                .mapToLong(trace -> trace.startNanos() + trace.lengthNanos())
                .max()
                .orElse(start);
        return new Session(
                id,
                traces,
                Labels.union(summaries.stream().map(TraceSummary::labels).toList()),
                Totals.sum(summaries.stream()
                        .flatMap(trace -> Stream.ofNullable(trace.sessions().get(id)))
                        .toList()),
                start,
                end - start);
    }

    /** By their start; of those that begin at once the older first. */
    static List<Trace> inOrder(List<Trace> newestFirst) {
        List<Trace> traces = new ArrayList<>(newestFirst);
        Collections.reverse(traces);
        traces.sort(Comparator.comparingLong(trace -> trace.summary().startNanos()));
        return traces;
    }
}
