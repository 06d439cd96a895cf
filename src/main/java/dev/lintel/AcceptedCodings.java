package dev.lintel;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Narrows what codings a client accepts (RFC 9110, section 12.5.3) to those that Lintel can read beside the path. */
final class AcceptedCodings {

    private final Map<String, Boolean> accepted = new HashMap<>();
    private final boolean given;

    private AcceptedCodings(@Nullable String header) {
        given = header != null;
        for (String element : header == null ? new String[0] : header.split(",", -1)) {
            int parameters = element.indexOf(';');
            String coding = (parameters < 0 ? element : element.substring(0, parameters))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            if (!coding.isEmpty()) {
                accepted.put(coding.equals("x-gzip") ? "gzip" : coding, parameters < 0 || !isNought(element));
            }
        }
    }

    static AcceptedCodings of(@Nullable String header) {
        return new AcceptedCodings(header);
    }

    /** Whether an answer without any coding is acceptable. */
    boolean acceptsPlain() {
        return accepted.getOrDefault("identity", accepted.getOrDefault("*", true));
    }

    /** What the provider is told instead: gzip or none, as the client accepts; empty when the client's word must stand. */
    Optional<String> readable() {
        if (!given) {
            return Optional.empty();
        }
        if (accepted.getOrDefault("gzip", accepted.getOrDefault("*", false))) {
            return Optional.of("gzip");
        }
        return acceptsPlain() ? Optional.of("identity") : Optional.empty();
    }

    private static boolean isNought(String element) {
        String weight =
                element.substring(element.indexOf(';') + 1).replace(" ", "").toLowerCase(Locale.ROOT);
        return weight.matches("q=0(\\.0*)?");
    }
}
