package dev.lintel.viewer.representation;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lintel.viewer.store.session.Session;
import dev.lintel.viewer.store.trace.Trace;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;

/** Sessions for scripts, and for the page. */
public final class SessionJson {

    private SessionJson() {}

    /** Sessions in a line each, and what else there is. */
    public static Buffer list(KeptTraces kept, List<Session> sessions) {
        return JsonWriter.object((json, fields) -> {
            json.writeArrayFieldStart("sessions");
            for (Session session : sessions) {
                json.writeStartObject();
                writeSummary(session, json, fields);
                json.writeEndObject();
            }
            json.writeEndArray();
            kept.writeTo(json, fields);
        });
    }

    /** A session with those of its traces that are asked for. */
    public static Buffer one(Session session, List<Trace> traces) {
        return JsonWriter.object((json, fields) -> {
            writeSummary(session, json, fields);
            TraceJson.writeList(traces, json, fields);
        });
    }

    private static void writeSummary(Session session, JsonGenerator json, JsonWriter fields) throws IOException {
        json.writeStringField("session_id", session.id());
        fields.labels(session.labels());
        fields.time("start", session.startNanos());
        fields.millis("duration_ms", session.lengthNanos());
        json.writeNumberField("trace_count", session.traces().size());
        fields.totals(session.totals());
    }
}
