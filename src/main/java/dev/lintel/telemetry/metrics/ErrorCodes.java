package dev.lintel.telemetry.metrics;

import dev.lintel.telemetry.convention.HttpAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of {@code error.type} in metrics: few, whatever codes providers invent. Any beyond the first 64 is
 * {@code _OTHER}. Any thread may ask.
 */
final class ErrorCodes {

    private static final int MOST = 64;

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** The code itself, if it is one of those that are named; empty for none. */
    String bounded(String code) {
        if (code.isEmpty() || known.contains(code)) {
            return code;
        }
        if (known.size() >= MOST) {
            return HttpAttributes.OTHER;
        }
        known.add(code);
        return code;
    }
}
