package dev.lintel.process.sources;

import dev.lintel.process.keys.KnownKeys;
import dev.lintel.process.keys.PropertyName;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Which sections are written anywhere, and are not of the environment's making alone. */
public final class WrittenSections {

    private WrittenSections() {}

    /** Whether a source that is not the environment has keys of a section. */
    public static boolean has(SmallRyeConfig config, String section) {
        return StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .filter(source -> !(source instanceof EnvConfigSource))
                .flatMap(source -> source.getPropertyNames().stream())
                .filter(name -> isActive(name, config.getProfiles()) && KnownKeys.isKey(name))
                .map(PropertyName::of)
                .anyMatch(name -> name.step(0).equals(section) && !name.step(1).equals("*"));
    }

    /** Whether a property counts in one of these profiles: it is of none, of {@code %prod}, or of {@code %{prod,trial}}. */
    static boolean isActive(String name, List<String> profiles) {
        return !name.startsWith("%")
                || profiles.stream()
                        .anyMatch(profile ->
                                name.matches("%(\\{([^}]*,)?)?" + Pattern.quote(profile) + "((,[^}]*)?})?\\..*"));
    }
}
