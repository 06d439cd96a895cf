package dev.lintel.viewer.representation;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How traces are shown, as the client's {@code Accept} asks (RFC 9110, section 12.5.1). */
public enum Representation {
    /** For browsers. */
    PAGE("text/html", 0),
    /** For scripts. */
    JSON("application/json", 50),
    /** For terminals, and whoever does not say. */
    TEXT("text/plain", 10);

    private final String mediaType;
    private final int defaultLimit;

    Representation(String mediaType, int defaultLimit) {
        this.mediaType = mediaType;
        this.defaultLimit = defaultLimit;
    }

    public String contentType() {
        return this == JSON ? mediaType : mediaType + "; charset=utf-8";
    }

    /** How many traces are shown in it to whoever does not say. */
    public int defaultLimit() {
        return defaultLimit;
    }

    public static Representation of(@Nullable String accept) {
        Representation best = TEXT;
        double bestWeight = 0;
        for (String range :
                accept == null ? new String[0] : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            double weight = weight(parts);
            for (Representation representation : values()) {
                if (representation.mediaType.equals(parts[0].strip()) && weight > bestWeight) {
                    best = representation;
                    bestWeight = weight;
                }
            }
        }
        return best;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.matches("q=[01](\\.\\d{1,3})?")) {
                return Double.parseDouble(parameter.substring(2));
            }
        }
        return 1;
    }
}
