package dev.lintel;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Narrows what codings a client accepts (RFC 9110, section 12.5.3) to those that Lintel can read beside the path. */
final class AcceptedCodings {

    // White space may stand anywhere in it.
    private static final Pattern NOUGHT =
            Pattern.compile("[ \t]*q[ \t]*=[ \t]*0[ \t]*(\\.[ \t0]*)?", Pattern.CASE_INSENSITIVE);

    private final Map<String, Boolean> accepted = new HashMap<>();
    private final boolean given;

    private AcceptedCodings(List<String> lines) {
        given = !lines.isEmpty();
        for (String element : String.join(",", lines).split(",", -1)) {
            int parameters = element.indexOf(';');
            String coding = (parameters < 0 ? element : element.substring(0, parameters))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            if (!coding.isEmpty()) {
                accepted.put(coding.equals("x-gzip") ? "gzip" : coding, parameters < 0 || !isNought(element));
            }
        }
    }

    /** By the lines of the header, which are one list. */
    static AcceptedCodings of(List<String> lines) {
        return new AcceptedCodings(lines);
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
        return NOUGHT.matcher(element.substring(element.indexOf(';') + 1)).matches();
    }
}
