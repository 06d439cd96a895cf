package dev.lintel.process.sources;

import dev.lintel.process.keys.Key;
import dev.lintel.process.keys.KnownKeys;
import dev.lintel.process.keys.PropertyName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The names of the properties that variables of the environment make by themselves: {@code PROVIDERS_MY_OWN_BASE_URL} makes
 * {@code providers.my-own.base_url}, unless there is a {@code my_own}, which it is for then.
 */
final class EntryNames {

    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");

    private final Set<String> written;
    private final Set<String> entries;

    private EntryNames(Set<String> written) {
        this.written = written;
        this.entries = written.stream()
                .map(PropertyName::of)
                .filter(name -> name.size() > Key.LEAST_STEPS)
                .map(name -> name.first(Key.LEAST_STEPS))
                .collect(Collectors.toCollection(() -> new TreeSet<>(
                        Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()))));
    }

    /** The names of all properties, with those that variables among them make, and without what these are guessed to mean. */
    static Set<String> among(Collection<String> names) {
        Set<String> all = new TreeSet<>(names);
        Set<String> variables = names.stream()
                .filter(name ->
                        VARIABLE.matcher(name).matches() && sectionOf(name).isPresent())
                .collect(Collectors.toCollection(TreeSet::new));
        // The source of the environment makes a dot of each '_'.
        Set<String> guessed = variables.stream()
                .map(variable -> variable.toLowerCase(Locale.ROOT).replace('_', '.'))
                .collect(Collectors.toSet());
        all.removeIf(name -> guessed.contains(name) && !KnownKeys.isKey(name));
        EntryNames known = new EntryNames(all.stream()
                .filter(name -> !guessed.contains(name) && KnownKeys.isKey(name))
                .map(name -> PropertyName.of(name).text())
                .collect(Collectors.toSet()));
        variables.forEach(variable -> known.madeBy(variable).ifPresent(all::add));
        return all;
    }

    /** The section that a variable is in by its name. */
    static Optional<String> sectionOf(String variable) {
        return KnownKeys.SECTIONS.stream()
                .filter(section -> variable.startsWith(PropertyName.variable(section) + "_"))
                .findFirst();
    }

    private Optional<String> madeBy(String variable) {
        if (written.stream().anyMatch(name -> PropertyName.variable(name).equals(variable))) {
            return Optional.empty();
        }
        String section = sectionOf(variable).orElseThrow();
        return ofWritten(variable)
                .or(() -> ofNew(section, variable.substring(section.length() + 1)))
                .or(() -> rule(variable));
    }

    private Optional<String> ofWritten(String variable) {
        return entries.stream()
                .filter(entry -> variable.startsWith(PropertyName.variable(entry) + "_"))
                .flatMap(entry -> below(PropertyName.of(entry).step(0), variable.substring(entry.length() + 1))
                        .map(key -> entry + "." + key))
                .findFirst();
    }

    // The shortest name that leaves a key behind it.
    private static Optional<String> ofNew(String section, String rest) {
        return cuts(rest)
                .flatMap(cut -> below(section, cut.get(1)).map(key -> section + "." + name(cut.get(0)) + "." + key))
                .findFirst();
    }

    /** What is before and behind each of the underscores between two words. */
    static Stream<List<String>> cuts(String rest) {
        return IntStream.range(1, Math.max(1, rest.length() - 1))
                .filter(at -> rest.charAt(at) == '_')
                .mapToObj(at -> List.of(rest.substring(0, at), rest.substring(at + 1)));
    }

    private static Stream<String> below(String section, String rest) {
        return KnownKeys.inEntriesOf(section).flatMap(key -> {
            String name = key.path().behind(Key.LEAST_STEPS);
            if (!name.endsWith(PropertyName.ANY)) {
                return PropertyName.variable(name).equals(rest) ? Stream.of(name) : Stream.of();
            }
            String map = name.substring(0, name.length() - PropertyName.ANY.length());
            return rest.startsWith(PropertyName.variable(map)) && rest.length() > map.length()
                    ? Stream.of(map + name(rest.substring(map.length())))
                    : Stream.of();
        });
    }

    private static Optional<String> rule(String variable) {
        String redact = "tracing.redact.";
        return variable.startsWith(PropertyName.variable(redact)) && variable.length() > redact.length()
                ? Optional.of(redact + name(variable.substring(redact.length())))
                : Optional.empty();
    }

    private static String name(String part) {
        return part.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
