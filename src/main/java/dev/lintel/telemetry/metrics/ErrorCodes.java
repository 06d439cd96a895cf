package dev.lintel.telemetry.metrics;

import dev.lintel.http.ErrorType;
import dev.lintel.http.ErrorType.Source;
import dev.lintel.telemetry.convention.HttpAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code error.type} in metrics: few, whatever codes providers invent. Any of theirs beyond the first 64 is
 * {@code _OTHER}; Lintel's own names take no place of these. Any thread may ask.
 */
final class ErrorCodes {

    private static final int MOST = 64;

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** The same error, of a provider's by a code that is one of those that are named; null for none. */
    @Nullable
    ErrorType bounded(@Nullable ErrorType error) {
        if (error == null || error.source() != Source.PROVIDER) {
            return error;
        }
        String code = bounded(error.value());
        return code.equals(error.value()) ? error : ErrorType.ofProvider(code);
    }

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
