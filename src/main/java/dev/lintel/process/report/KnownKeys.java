package dev.lintel.process.report;

import io.smallrye.config.ConfigMappingLoader;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The keys of a section, as its mapping has them: {@code *} for any entry of a map, {@code [*]} for any of a list. */
final class KnownKeys {

    private KnownKeys() {}

    /** Those of the section that {@code mapping} maps, without its name. */
    @SuppressWarnings("unchecked")
    static SortedSet<String> of(Class<?> mapping) {
        Map<String, String> defaults;
        try {
            defaults = (Map<String, String>)
                    ConfigMappingLoader.ensureLoaded(mapping).getProperties().invoke();
        } catch (Throwable e) {
            // A method handle may throw anything, and this one only tells what has been generated.
            throw new IllegalStateException("The keys of " + mapping.getName() + " are not known", e);
        }
        return new TreeSet<>(defaults.keySet());
    }
}
