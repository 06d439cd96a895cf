package dev.lintel.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Hands header fields on from one connection to the next, but for those that are meant for one connection only (RFC 9110,
 * section 7.6.1).
 */
public final class EndToEndFields {

    private static final FieldNames HOP_BY_HOP = FieldNames.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    /** What Connection says nearly always: these name no field beside those above. */
    private static final FieldNames USUAL_OPTIONS = FieldNames.of("keep-alive", "close", "upgrade", "te");

    private static final int MOST_OPTIONS = 32;

    private static final CharSequence CONNECTION = io.vertx.core.http.HttpHeaders.CONNECTION;
    private static final CharSequence KEEP_ALIVE = io.vertx.core.http.HttpHeaders.createOptimized("keep-alive");

    private static final FieldNames NONE = FieldNames.of();

    private final FieldNames skipped;

    private EndToEndFields(FieldNames skipped) {
        this.skipped = skipped;
    }

    /** All end-to-end fields but these. */
    public static EndToEndFields except(FieldNames names) {
        return new EndToEndFields(HOP_BY_HOP.and(names));
    }

    /** Whether {@code name} is that of a field for one connection only. */
    public static boolean isHopByHop(CharSequence name) {
        return HOP_BY_HOP.contains(name);
    }

    /** Whether Connection names more options than anybody means: each would cost a search of all fields. */
    public static boolean hasTooManyOptions(MultiMap headers) {
        return headers.contains(CONNECTION)
                && options(headers.getAll(CONNECTION).iterator()) > MOST_OPTIONS;
    }

    /** The same of a head as its codec has read it. */
    public static boolean hasTooManyOptions(HttpHeaders headers) {
        return options(headers.valueCharSequenceIterator(CONNECTION)) > MOST_OPTIONS;
    }

    private static int options(Iterator<? extends CharSequence> lines) {
        int options = 0;
        while (lines.hasNext()) {
            CharSequence line = lines.next();
            options++;
            for (int at = 0; at < line.length(); at++) {
                if (line.charAt(at) == ',') {
                    options++;
                }
            }
        }
        return options;
    }

    /** Forgets a head that has been sent or read, but for what says how its connection goes on. */
    public static void forget(MultiMap headers) {
        String connection = headers.get(CONNECTION);
        String keepAlive = headers.get(KEEP_ALIVE);
        headers.clear();
        if (connection != null) {
            headers.set(CONNECTION, connection);
        }
        if (keepAlive != null) {
            headers.set(KEEP_ALIVE, keepAlive);
        }
    }

    /** Adds the end-to-end fields of one map to another, in one pass and in their order. */
    public void copy(MultiMap from, MultiMap to) {
        if (from instanceof HttpHeaders fields) {
            copy(fields, to);
            return;
        }
        FieldNames named = named(from.getAll(CONNECTION));
        for (Map.Entry<String, String> field : from) {
            copy(field.getKey(), field.getValue(), to, named);
        }
    }

    /** The same of a head as its codec has read it. */
    public void copy(HttpHeaders from, MultiMap to) {
        FieldNames named = namedByConnection(from);
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = from.iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            copy(field.getKey(), field.getValue(), to, named);
        }
    }

    // Without the cause, whose message quotes the field, which may be a key.
    private static IllegalStateException unpassable() {
        return new IllegalStateException("A header field cannot be passed on");
    }

    private void copy(CharSequence name, CharSequence value, MultiMap to, FieldNames named) {
        if (skipped.contains(name) || named.contains(name)) {
            return;
        }
        try {
            to.add(name, value);
        } catch (IllegalArgumentException e) {
            throw unpassable();
        }
    }

    private static FieldNames namedByConnection(HttpHeaders from) {
        Iterator<? extends CharSequence> lines = from.valueCharSequenceIterator(CONNECTION);
        boolean usual = !lines.hasNext() || (USUAL_OPTIONS.contains(lines.next()) && !lines.hasNext());
        return usual ? NONE : named(from.getAll(CONNECTION));
    }

    private static FieldNames named(List<String> lines) {
        return lines.isEmpty()
                ? NONE
                : FieldNames.of(String.join(",", lines)
                        .strip()
                        .toLowerCase(java.util.Locale.ROOT)
                        .split("[ \t]*,[ \t]*"));
    }
}
