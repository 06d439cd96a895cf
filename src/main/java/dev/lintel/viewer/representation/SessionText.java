package dev.lintel.viewer.representation;

import dev.lintel.viewer.store.session.Session;
import dev.lintel.viewer.store.trace.Trace;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Sessions for terminals, in a line each. */
public final class SessionText {

    private SessionText() {}

    public static Buffer list(List<Session> sessions) {
        StringBuilder text = new StringBuilder();
        for (Session session : sessions) {
            text.append(line(session)).append('\n');
        }
        return Buffer.buffer(text.isEmpty() ? "No session.\n" : text.toString());
    }

    /** A session with those of its traces that are asked for. */
    public static Buffer one(Session session, List<Trace> traces) {
        return Buffer.buffer(line(session) + "\n\n").appendBuffer(TraceText.list(traces));
    }

    private static String line(Session session) {
        List<String> words = new ArrayList<>();
        words.add(PlainText.of(session.id()));
        words.add(PlainText.time(session.startNanos()));
        words.add(PlainText.duration(session.lengthNanos()));
        words.add(PlainText.counted(session.traces().size(), "trace"));
        words.add(PlainText.counted(session.totals().turns(), "turn"));
        words.addAll(PlainText.usage(session.totals()));
        if (session.totals().errors() > 0) {
            words.add(PlainText.counted(session.totals().errors(), "error"));
        }
        if (session.totals().cancelled() > 0) {
            words.add(session.totals().cancelled() + " cancelled");
        }
        words.addAll(PlainText.reasons(session.labels()));
        return String.join("  ", words);
    }
}
