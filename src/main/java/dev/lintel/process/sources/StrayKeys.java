package dev.lintel.process.sources;

import dev.lintel.process.keys.KnownKeys;
import dev.lintel.process.keys.PropertyName;
import dev.lintel.process.keys.Resemblance;
import dev.lintel.process.keys.Wording;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Finds what files say and nobody reads: a value where a section should stand, and, among names that may be anybody's, those that
 * resemble a section of Lintel's.
 */
final class StrayKeys {

    private StrayKeys() {}

    static List<String> faults(SmallRyeConfig config) {
        List<String> faults = new ArrayList<>();
        for (ConfigSource source : config.getConfigSources()) {
            if (source.getName().contains("[source=") && !(source instanceof EnvConfigSource)) {
                String where = Wording.file(source.getName());
                new TreeSet<>(source.getPropertyNames())
                        .stream()
                                .filter(name -> WrittenSections.isActive(name, config.getProfiles()))
                                .forEach(name ->
                                        fault(PropertyName.of(name), where).ifPresent(faults::add));
            }
        }
        return faults;
    }

    private static Optional<String> fault(PropertyName property, String where) {
        if (KnownKeys.isInSection(property)) {
            return KnownKeys.of(property).isEmpty()
                    ? Optional.of(Wording.unknown(property.text(), where))
                    : Optional.empty();
        }
        return property.size() == 0 ? Optional.empty() : fault(property.step(0), where);
    }

    private static Optional<String> fault(String name, String where) {
        if (KnownKeys.isKey(name)) {
            return Optional.of(name + ": a key of YAML with dots is one name, and nobody's (" + where
                    + "); write it as sections, one below the other");
        }
        return meant(name)
                .map(section -> name + ": there is no such section (" + where + "); did you mean " + section + "?");
    }

    // Names of others begin as they like; a slip is seldom in the first letter.
    private static Optional<String> meant(String name) {
        return KnownKeys.SECTIONS.stream()
                .filter(section -> section.endsWith("_" + name) || section.endsWith("_" + name + "es"))
                .findFirst()
                .or(() -> Resemblance.closest(
                        name,
                        KnownKeys.SECTIONS.stream()
                                .filter(section -> !name.isEmpty() && section.charAt(0) == name.charAt(0))
                                .toList()));
    }
}
