package dev.lintel.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Narrows what codings a client accepts (RFC 9110, section 12.5.3) to those that Lintel can read beside the path. */
public final class AcceptedCodings {

    private static final AcceptedCodings ANY = new AcceptedCodings(null, null, null, false);

    /** What nearly every client sends: gzip and others, without any weight. */
    private static final Set<String> USUAL = Set.of(
            "gzip",
            "gzip, deflate",
            "gzip,deflate",
            "gzip, deflate, br",
            "gzip, deflate, br, zstd",
            "gzip, deflate, zstd");

    private static final AcceptedCodings USUAL_WITH_GZIP = new AcceptedCodings(true, null, null, true);

    private final @Nullable Boolean gzip;
    private final @Nullable Boolean identity;
    private final @Nullable Boolean others;
    private final boolean given;

    private AcceptedCodings(
            @Nullable Boolean gzip, @Nullable Boolean identity, @Nullable Boolean others, boolean given) {
        this.gzip = gzip;
        this.identity = identity;
        this.others = others;
        this.given = given;
    }

    /** What a request's header fields say: the lines of Accept-Encoding, which are one list. */
    public static AcceptedCodings of(MultiMap headers) {
        String first = headers.get(HttpHeaders.ACCEPT_ENCODING);
        if (first == null) {
            return ANY;
        }
        List<String> lines = headers.getAll(HttpHeaders.ACCEPT_ENCODING);
        return lines.size() == 1 && USUAL.contains(first) ? USUAL_WITH_GZIP : of(lines);
    }

    static AcceptedCodings of(List<String> lines) {
        if (lines.isEmpty()) {
            return ANY;
        }
        Boolean gzip = null;
        Boolean identity = null;
        Boolean others = null;
        for (String line : lines) {
            for (String element : line.split(",", -1)) {
                int parameters = element.indexOf(';');
                String coding = (parameters < 0 ? element : element.substring(0, parameters))
                        .strip()
                        .toLowerCase(Locale.ROOT);
                boolean accepted = parameters < 0 || !isZero(element, parameters + 1);
                switch (coding) {
                    case "gzip", "x-gzip" -> gzip = accepted;
                    case "identity" -> identity = accepted;
                    case "*" -> others = accepted;
                    default -> {
                        // No coding that Lintel reads.
                    }
                }
            }
        }
        return new AcceptedCodings(gzip, identity, others, true);
    }

    /** Whether an answer without any coding is acceptable. */
    public boolean acceptsPlain() {
        return identity != null ? identity : others == null || others;
    }

    /** What the provider is asked for instead: gzip or none, as the client accepts; null when the client's word must stand. */
    public @Nullable String readable() {
        if (!given) {
            return null;
        }
        if (gzip != null ? gzip : others != null && others) {
            return "gzip";
        }
        return acceptsPlain() ? "identity" : null;
    }

    // A weight of nought: q=0, q=0.0, and so on. White space may stand anywhere in it.
    private static boolean isZero(String element, int from) {
        String weight = element.substring(from).replace(" ", "").replace("\t", "");
        if (!weight.regionMatches(true, 0, "q=0", 0, 3)) {
            return false;
        }
        if (weight.length() == 3) {
            return true;
        }
        if (weight.charAt(3) != '.') {
            return false;
        }
        for (int i = 4; i < weight.length(); i++) {
            if (weight.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
