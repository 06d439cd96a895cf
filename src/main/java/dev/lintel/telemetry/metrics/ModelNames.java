package dev.lintel.telemetry.metrics;

import dev.lintel.telemetry.convention.HttpAttributes;
import dev.lintel.telemetry.convention.SafeText;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models that metrics name: few, whatever callers write. A model that no provider claims, and any beyond the first
 * few hundred, is {@code _OTHER}. Any thread may ask.
 */
final class ModelNames {

    private static final int MOST = 512;

    private final Map<String, String> known = new ConcurrentHashMap<>();

    String name(String model, boolean claimed) {
        if (!claimed) {
            return HttpAttributes.OTHER;
        }
        String name = known.get(model);
        if (name != null) {
            return name;
        }
        String safe = SafeText.of(model);
        if (safe.length() < model.length() || known.size() >= MOST) {
            return HttpAttributes.OTHER;
        }
        known.put(model, safe);
        return safe;
    }
}
