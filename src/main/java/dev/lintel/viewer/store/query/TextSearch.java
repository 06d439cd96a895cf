package dev.lintel.viewer.store.query;

import dev.lintel.viewer.store.span.TraceSpan;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Finds a text in a span, whatever its case: in its ids, names, status, attributes and events. */
final class TextSearch implements Predicate<TraceSpan> {

    private final String wanted;

    TextSearch(String text) {
        this.wanted = text.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean test(TraceSpan span) {
        return isIn(span.name())
                || isIn(span.service())
                || isIn(span.traceId())
                || isIn(span.spanId())
                || isIn(span.statusMessage())
                || isIn(span.attributes())
                || span.events().stream().anyMatch(event -> isIn(event.name()) || isIn(event.attributes()));
    }

    private boolean isIn(Map<String, Object> attributes) {
        return attributes.entrySet().stream()
                .anyMatch(attribute ->
                        isIn(attribute.getKey()) || isIn(attribute.getValue().toString()));
    }

    private boolean isIn(String text) {
        return text.toLowerCase(Locale.ROOT).contains(wanted);
    }
}
