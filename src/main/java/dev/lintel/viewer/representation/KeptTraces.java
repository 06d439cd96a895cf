package dev.lintel.viewer.representation;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lintel.viewer.store.TraceStore;
import dev.lintel.viewer.store.trace.Labels;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is kept in all, beside what was asked for, and which names may be sought.
 *
 * @param missedSpans how many spans were dropped before they reached the store
 */
public record KeptTraces(TraceStore store, long missedSpans) implements JsonWriter.Content {

    // Of each sort: those of the newest traces.
    private static final int MAX_OFFERED = 200;

    @Override
    public void writeTo(JsonGenerator json, JsonWriter fields) throws IOException {
        json.writeNumberField("kept_traces", store.size());
        json.writeNumberField("kept_bytes", store.bytes());
        json.writeNumberField("dropped_spans", store.droppedSpans() + missedSpans);
        fields.strings("services", offered(Labels::services));
        fields.strings("models", offered(Labels::models));
        fields.strings("agents", offered(Labels::agents));
        fields.strings("callers", offered(Labels::callers));
    }

    private Set<String> offered(Function<Labels, Set<String>> names) {
        return store.newestFirst()
                .flatMap(trace -> names.apply(trace.summary().labels()).stream())
                .distinct()
                .limit(MAX_OFFERED)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
