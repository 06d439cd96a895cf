package dev.lintel.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * By what name this Lintel, and no other, says that a request has come through it (RFC 9110, section 7.6.3): one that has is in
 * a loop. Made at each start. Immutable; any thread may use it.
 */
public final class Via {

    private static final CharSequence VIA = HttpHeaders.createOptimized("via");

    private final String pseudonym;
    private final String line;

    private Via(String pseudonym) {
        this.pseudonym = pseudonym;
        this.line = "1.1 " + pseudonym;
    }

    /** A name that nobody else has. */
    public static Via unique() {
        return new Via("lintel-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    /** Says in what goes out that it has come through here. */
    public void addTo(MultiMap headers) {
        headers.set(VIA, headers.contains(VIA) ? String.join(", ", headers.getAll(VIA)) + ", " + line : line);
    }

    /** Whether a request has come through here before. */
    public boolean isIn(MultiMap headers) {
        return headers.contains(VIA) && headers.getAll(VIA).stream().anyMatch(value -> value.contains(pseudonym));
    }
}
