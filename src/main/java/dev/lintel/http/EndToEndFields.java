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
        return headers.contains(io.vertx.core.http.HttpHeaders.CONNECTION) && options(headers) > MOST_OPTIONS;
    }

    private static int options(MultiMap headers) {
        int options = 0;
        for (String line : headers.getAll(io.vertx.core.http.HttpHeaders.CONNECTION)) {
            options++;
            for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', comma + 1)) {
                options++;
            }
        }
        return options;
    }

    /** Adds the end-to-end fields of one map to another, in one pass and in their order. */
    public void copy(MultiMap from, MultiMap to) {
        try {
            copyAll(from, to);
        } catch (IllegalArgumentException e) {
            throw unpassable();
        }
    }

    // Without the cause, whose message quotes the field, which may be a key.
    private static IllegalStateException unpassable() {
        return new IllegalStateException("A header field cannot be passed on");
    }

    private void copyAll(MultiMap from, MultiMap to) {
        FieldNames named = namedByConnection(from);
        if (from instanceof HttpHeaders fields) {
            copy(fields.iteratorCharSequence(), to, named);
            return;
        }
        for (Map.Entry<String, String> field : from) {
            copy(field.getKey(), field.getValue(), to, named);
        }
    }

    private void copy(Iterator<Map.Entry<CharSequence, CharSequence>> from, MultiMap to, FieldNames named) {
        while (from.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = from.next();
            copy(field.getKey(), field.getValue(), to, named);
        }
    }

    private void copy(CharSequence name, CharSequence value, MultiMap to, FieldNames named) {
        if (!skipped.contains(name) && !named.contains(name)) {
            to.add(name, value);
        }
    }

    private static FieldNames namedByConnection(MultiMap from) {
        String only = from.get(io.vertx.core.http.HttpHeaders.CONNECTION);
        if (only == null) {
            return NONE;
        }
        List<String> lines = from.getAll(io.vertx.core.http.HttpHeaders.CONNECTION);
        if (lines.size() == 1 && USUAL_OPTIONS.contains(only)) {
            return NONE;
        }
        return FieldNames.of(String.join(",", lines)
                .strip()
                .toLowerCase(java.util.Locale.ROOT)
                .split("[ \t]*,[ \t]*"));
    }
}
