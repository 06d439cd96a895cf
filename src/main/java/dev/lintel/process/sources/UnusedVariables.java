package dev.lintel.process.sources;

import dev.lintel.process.keys.Key;
import dev.lintel.process.keys.KnownKeys;
import dev.lintel.process.keys.PropertyName;
import dev.lintel.process.keys.Resemblance;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Finds variables of the environment that begin as a section of Lintel's does and are no key of it. */
final class UnusedVariables {

    /** What Kubernetes tells every container of a service, by the service's name. */
    private static final Pattern LINK = Pattern.compile(
            "([A-Z0-9_]+?)_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    private UnusedVariables() {}

    static List<String> faults(SmallRyeConfig config) {
        Map<String, String> variables = variables(config);
        Set<String> used = used(config);
        List<String> faults = new ArrayList<>();
        variables.forEach((name, value) -> {
            if (!used.contains(name) && !isLink(name, variables)) {
                EntryNames.sectionOf(name).ifPresent(section -> faults.add(fault(name, section)));
            }
        });
        return faults;
    }

    private static Map<String, String> variables(SmallRyeConfig config) {
        Map<String, String> variables = new TreeMap<>();
        for (ConfigSource source : config.getConfigSources()) {
            if (source instanceof EnvConfigSource) {
                variables.putAll(source.getProperties());
            }
        }
        return variables;
    }

    private static Set<String> used(SmallRyeConfig config) {
        Set<String> used = new HashSet<>();
        KnownKeys.ALL.forEach(key -> used.add(key.path().variable()));
        for (String name : config.getPropertyNames()) {
            if (KnownKeys.isKey(name)) {
                used.add(PropertyName.of(name).variable());
            }
        }
        return used;
    }

    // With each service come its host and its port; of a name alone anybody may have thought.
    private static boolean isLink(String name, Map<String, String> variables) {
        var link = LINK.matcher(name);
        return link.matches() && variables.containsKey(link.group(1) + "_SERVICE_HOST");
    }

    private static String fault(String variable, String section) {
        String beginning = variable + ": this variable has no effect";
        return meant(variable, section)
                .map(meant -> beginning + "; did you mean " + meant + "?")
                .orElseGet(
                        () -> beginning + ": no key of the section " + section
                                + " is called so, and no name can be given by a variable there; write it into the file, or unset it");
    }

    private static Optional<String> meant(String variable, String section) {
        String rest = variable.substring(section.length() + 1);
        Stream<String> fixed = KnownKeys.ALL.stream()
                .filter(key -> key.path().step(0).equals(section)
                        && !key.path().steps().contains(PropertyName.ANY))
                .map(key -> key.path().variable());
        Stream<String> inEntries = EntryNames.cuts(rest)
                .flatMap(cut -> Resemblance.closest(
                        cut.get(1),
                        KnownKeys.inEntriesOf(section)
                                .map(key -> PropertyName.variable(key.path().behind(Key.LEAST_STEPS)))
                                .toList())
                        .map(key -> PropertyName.variable(section) + "_" + cut.get(0) + "_" + key)
                        .stream());
        return Stream.concat(fixed, inEntries)
                .filter(candidate ->
                        Resemblance.closest(variable, List.of(candidate)).isPresent())
                .min(Comparator.comparingInt((String candidate) -> Resemblance.distance(variable, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }
}
