package dev.lintel.viewer.store.session;

import dev.lintel.viewer.store.TraceStore;
import dev.lintel.viewer.store.query.TraceQuery;
import dev.lintel.viewer.store.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds sessions in a store. */
public final class Sessions {

    private Sessions() {}

    /** The sessions of the traces that are asked for, each with all of its traces; those whose last trace began last first. */
    public static List<Session> find(TraceStore store, TraceQuery query) {
        List<String> wanted = query.matching(store)
                .flatMap(trace -> trace.summary().sessions().keySet().stream())
                .filter(query::wantsSession)
                .distinct()
                .limit(query.limit())
                .toList();
        Map<String, List<Trace>> traces = new LinkedHashMap<>();
        wanted.forEach(session -> traces.put(session, new ArrayList<>()));
        store.newestFirst()
                .forEach(trace -> trace.summary().sessions().keySet().forEach(session -> {
                    List<Trace> found = traces.get(session);
                    if (found != null) {
                        found.add(trace);
                    }
                }));
        return traces.entrySet().stream()
                .map(session -> Session.of(session.getKey(), session.getValue()))
                .toList();
    }

    /** The session with that id. */
    public static Optional<Session> find(TraceStore store, String id) {
        List<Trace> traces = store.newestFirst().filter(belongsTo(id)).toList();
        return traces.isEmpty() ? Optional.empty() : Optional.of(Session.of(id, traces));
    }

    /** Those of its traces that are asked for: the newest of them, by their start. */
    public static List<Trace> traces(TraceStore store, Session session, TraceQuery query) {
        return Session.inOrder(query.matching(store)
                .filter(belongsTo(session.id()))
                .limit(query.limit())
                .toList());
    }

    private static Predicate<Trace> belongsTo(String session) {
        return trace -> trace.summary().sessions().containsKey(session);
    }
}
