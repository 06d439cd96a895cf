package dev.lintel.viewer.store.trace;

import dev.lintel.viewer.store.span.Resource;
import dev.lintel.viewer.store.span.TraceSpan;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The spans of one trace that have come so far. For the thread that owns the store. */
public final class Trace {

    private static final int OWN_BYTES = 1000;

    private final String id;
    private final Map<String, TraceSpan> spans = new LinkedHashMap<>();
    private final Set<Resource> resources = Collections.newSetFromMap(new IdentityHashMap<>());

    private long bytes = OWN_BYTES;
    private long droppedSpans;
    private long lastSeenMillis;
    private long revision;
    private @Nullable TraceSummary summary;

    public Trace(String id) {
        this.id = id;
    }

    /** The trace id. */
    public String id() {
        return id;
    }

    /** When the last of its spans came. */
    public long lastSeenMillis() {
        return lastSeenMillis;
    }

    /** The store's revision when it last changed. */
    public long revision() {
        return revision;
    }

    /** Its spans, in the order in which they came. */
    public Collection<TraceSpan> spans() {
        return Collections.unmodifiableCollection(spans.values());
    }

    /** Its spans as a tree. */
    public List<TraceRow> rows() {
        return TraceTree.rows(spans, TimeWindow.of(spans.values()));
    }

    /** The trace in one line. A trace in the store has at least one span. */
    public TraceSummary summary() {
        if (summary == null) {
            TimeWindow window = TimeWindow.of(spans.values());
            summary = TraceSummary.of(window, TraceTree.rows(spans, window), droppedSpans);
        }
        return summary;
    }

    /**
     * Adds a span, or puts it in the place of the one that has its id: exporters send again what they doubt has arrived.
     *
     * @return whether there was room for it
     */
    public boolean add(TraceSpan span, int maxSpans, long maxBytes) {
        boolean tooMany = spans.size() >= maxSpans && !spans.containsKey(span.spanId());
        if (tooMany || bytes + span.bytes() + span.resource().bytes() > maxBytes) {
            droppedSpans++;
            return false;
        }
        TraceSpan before = spans.put(span.spanId(), span);
        bytes += span.bytes() - (before == null ? 0 : before.bytes());
        if (resources.add(span.resource())) {
            bytes += span.resource().bytes();
        }
        return true;
    }

    public void changed(long nowMillis, long newRevision) {
        lastSeenMillis = nowMillis;
        revision = newRevision;
        summary = null;
    }

    public boolean isEmpty() {
        return spans.isEmpty();
    }

    public long bytes() {
        return bytes;
    }
}
