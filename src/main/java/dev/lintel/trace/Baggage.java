package dev.lintel.trace;

import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a caller sends along with its trace (W3C Baggage). It passes byte for byte; here it is only read. */
public final class Baggage {

    /** The name of its header. */
    public static final String NAME = "baggage";

    /** What the specification bounds the whole of it to, for all headers together; more is not read. */
    private static final int MAX_LENGTH = 8192;

    private Baggage() {}

    /** The value of the first member with this name, decoded; null for none. */
    public static @Nullable String member(MultiMap headers, String name) {
        int read = 0;
        for (String header : headers.getAll(NAME)) {
            read += header.length();
            if (read > MAX_LENGTH) {
                return null;
            }
            for (String member : header.split(",", -1)) {
                String value = value(member, name);
                if (value != null) {
                    return value;
                }
            }
        }
        return null;
    }

    // key OWS = OWS value, and properties behind semicolons.
    private static @Nullable String value(String member, String name) {
        int equals = member.indexOf('=');
        if (equals < 0 || !member.substring(0, equals).strip().equals(name)) {
            return null;
        }
        int end = member.indexOf(';', equals);
        String encoded =
                member.substring(equals + 1, end < 0 ? member.length() : end).strip();
        try {
            // A plus is itself here.
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Not encoded as it should be: what stands there is what is known.
            return encoded;
        }
    }
}
