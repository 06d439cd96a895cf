package dev.lintel.viewer;

import dev.lintel.viewer.representation.KeptTraces;
import dev.lintel.viewer.representation.Representation;
import dev.lintel.viewer.representation.SessionJson;
import dev.lintel.viewer.representation.SessionText;
import dev.lintel.viewer.representation.TraceJson;
import dev.lintel.viewer.representation.TraceText;
import dev.lintel.viewer.store.TraceStore;
import dev.lintel.viewer.store.query.TraceQuery;
import dev.lintel.viewer.store.session.Session;
import dev.lintel.viewer.store.session.Sessions;
import dev.lintel.viewer.store.trace.Trace;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * What a query finds in the store, as it is wanted. For the archive's thread.
 *
 * @param missedSpans how many spans never reached the store
 */
record Search(TraceStore store, TraceQuery query, Representation wanted, long missedSpans) {

    Optional<Buffer> traces() {
        List<Trace> found = query.of(store);
        return Optional.of(inJson() ? TraceJson.list(kept(), found) : TraceText.list(found));
    }

    Optional<Buffer> sessions() {
        List<Session> found = Sessions.find(store, query);
        return Optional.of(inJson() ? SessionJson.list(kept(), found) : SessionText.list(found));
    }

    /** One session with its traces; empty when there is none with that id. */
    Optional<Buffer> session(String id) {
        return Sessions.find(store, id).map(session -> {
            List<Trace> found = Sessions.traces(store, session, query);
            return inJson() ? SessionJson.one(session, found) : SessionText.one(session, found);
        });
    }

    private boolean inJson() {
        return wanted == Representation.JSON;
    }

    private KeptTraces kept() {
        return new KeptTraces(store, missedSpans);
    }
}
