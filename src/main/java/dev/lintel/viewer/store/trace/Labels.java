package dev.lintel.viewer.store.trace;

import dev.lintel.viewer.store.span.TraceSpan;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who took part, and why it was kept: of each the first twenty names, in the order in which they stand.
 *
 * @param agents by any of their names
 * @param callers the names of their keys
 * @param samplingReasons why spans were kept although their traces were not to be
 */
public record Labels(
        Set<String> services,
        Set<String> models,
        Set<String> agents,
        Set<String> callers,
        Set<String> samplingReasons) {

    private static final int MAX_NAMES = 20;

    static Labels ofSpans(List<TraceSpan> spans) {
        return new Labels(
                some(spans.stream().map(TraceSpan::service)),
                some(spans.stream().flatMap(span -> span.model().stream())),
                some(spans.stream().flatMap(TraceSpan::agents)),
                some(spans.stream().flatMap(span -> span.caller().stream())),
                some(spans.stream().flatMap(span -> span.samplingReason().stream())));
    }

    /** Those of all of these. */
    public static Labels union(Collection<Labels> parts) {
        return new Labels(
                union(parts, Labels::services),
                union(parts, Labels::models),
                union(parts, Labels::agents),
                union(parts, Labels::callers),
                union(parts, Labels::samplingReasons));
    }

    private static Set<String> union(Collection<Labels> parts, Function<Labels, Set<String>> names) {
        return some(parts.stream().flatMap(part -> names.apply(part).stream()));
    }

    /** A few of what may be very many. */
    static Set<String> some(Stream<String> names) {
        return names.distinct()
                .limit(MAX_NAMES)
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(LinkedHashSet::new), Collections::unmodifiableSet));
    }
}
