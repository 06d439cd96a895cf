package dev.lintel.telemetry.metrics;

import dev.lintel.telemetry.convention.HttpAttributes;
import dev.lintel.telemetry.convention.SafeText;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models that metrics name: few, whatever callers write. Those that the configuration spells out have their places; beside
 * them a model is named once a provider has answered for it, up to 64 names in all. Any other is {@code _OTHER}. Any thread may ask.
 */
final class ModelNames {

    private static final int MOST = 64;

    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private volatile Set<String> configured = Set.of();

    /** These have their places from now on, however many they are. */
    void reserve(Set<String> models) {
        Set<String> safe = new HashSet<>(models);
        safe.removeIf(model -> !isSafe(model));
        configured = Set.copyOf(safe);
    }

    /**
     * How metrics name a model.
     *
     * @param answers whether a provider that claims it has just answered for it
     */
    String name(String model, boolean answers) {
        if (configured.contains(model) || answered.contains(model)) {
            return model;
        }
        return answers && isSafe(model) && remember(model) ? model : HttpAttributes.OTHER;
    }

    // Once for each name that finds a place; where there is none left nobody waits.
    private boolean remember(String model) {
        if (isFull()) {
            return false;
        }
        synchronized (answered) {
            if (!isFull()) {
                answered.add(model);
            }
            return answered.contains(model);
        }
    }

    private boolean isFull() {
        return configured.size() + answered.size() >= MOST;
    }

    private static boolean isSafe(String model) {
        return SafeText.of(model).equals(model);
    }
}
