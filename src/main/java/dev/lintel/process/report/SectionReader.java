package dev.lintel.process.report;

import io.smallrye.config.SmallRyeConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads what keys have for values, defaults included, into maps and lists as YAML has them, without secrets. */
final class SectionReader {

    private static final String ANY = "*";
    private static final String ANY_OF_LIST = "[*]";

    private final Function<String, SmallRyeConfig> source;
    private final Map<String, Set<String>> entries;

    /**
     * Reads from configurations.
     *
     * @param source the one that counts for a key
     * @param entries the names of the entries of those sections that are maps
     */
    SectionReader(Function<String, SmallRyeConfig> source, Map<String, Set<String>> entries) {
        this.source = source;
        this.entries = entries;
    }

    /** What the section of this name has, by the keys that it may have. */
    Map<String, Object> read(String section, Iterable<String> keys) {
        Map<String, Object> values = new TreeMap<>();
        keys.forEach(key -> read(section, section, key, values));
        return values;
    }

    /**
     * Reads one key.
     *
     * @param path of what {@code into} is, as the configuration has it
     * @param shown the same, with names of entries as they are
     * @param key the rest of the way
     */
    private void read(String path, String shown, String key, Map<String, Object> into) {
        int dot = key.indexOf('.');
        String step = dot < 0 ? key : key.substring(0, dot);
        String rest = dot < 0 ? "" : key.substring(dot + 1);
        if (step.equals(ANY)) {
            entries(path).forEach((name, entry) -> read(entry, shown + "." + name, name, rest, into));
        } else if (step.endsWith(ANY_OF_LIST)) {
            String list = step.substring(0, step.length() - ANY_OF_LIST.length());
            if (!rest.isEmpty()) {
                readGroups(path + "." + list, list, rest, into);
            }
        } else {
            read(path + "." + step, shown + "." + step, step, rest, into);
        }
    }

    @SuppressWarnings("unchecked")
    private void read(String path, String shown, String name, String rest, Map<String, Object> into) {
        if (!rest.isEmpty()) {
            Map<String, Object> below =
                    into.get(name) instanceof Map<?, ?> known ? (Map<String, Object>) known : new TreeMap<>();
            read(path, shown, rest, below);
            if (!below.isEmpty()) {
                into.put(name, below);
            }
        } else if (!into.containsKey(name)) {
            readValue(path, shown, name, into);
        }
    }

    private void readValue(String path, String shown, String name, Map<String, Object> into) {
        SmallRyeConfig config = source.apply(path);
        boolean isList = config.getIndexedPropertiesIndexes(path).stream()
                .anyMatch(at -> !text(config, path + "[" + at + "]").isEmpty());
        if (!isList) {
            String value = text(config, path);
            if (!value.isEmpty()) {
                into.put(name, Secrets.masked(shown, value));
            }
            return;
        }
        List<String> values = new ArrayList<>();
        config.getOptionalValues(path, String.class)
                .ifPresent(list -> list.forEach(value -> values.add(Secrets.masked(shown, value))));
        if (!values.isEmpty()) {
            into.put(name, values);
        }
    }

    // Elements of a list that are no texts. A list of texts has none of these keys.
    private void readGroups(String path, String name, String key, Map<String, Object> into) {
        SmallRyeConfig config = source.apply(path);
        List<Object> groups = new ArrayList<>();
        if (into.get(name) instanceof List<?> known) {
            groups.addAll(known);
        }
        for (int at : config.getIndexedPropertiesIndexes(path)) {
            String value = text(config, path + "[" + at + "]." + key);
            if (!value.isEmpty()) {
                addToGroup(groups, at, key, value);
            }
        }
        if (!groups.isEmpty()) {
            into.put(name, groups);
        }
    }

    @SuppressWarnings("unchecked")
    private static void addToGroup(List<Object> groups, int at, String key, String value) {
        while (groups.size() <= at) {
            groups.add(new LinkedHashMap<String, Object>());
        }
        if (groups.get(at) instanceof Map<?, ?> group) {
            ((Map<String, Object>) group).put(key, value);
        }
    }

    private static String text(SmallRyeConfig config, String path) {
        return Objects.requireNonNullElse(config.getConfigValue(path).getValue(), "");
    }

    /** The entries of a map by their names, each with its whole path. */
    private Map<String, String> entries(String path) {
        Set<String> sections = entries.get(path);
        if (sections == null) {
            return new TreeMap<>(source.apply(path).getMapKeys(path));
        }
        Map<String, String> paths = new TreeMap<>();
        sections.forEach(name -> paths.put(name, path + "." + quoted(name)));
        return paths;
    }

    private static String quoted(String name) {
        return name.indexOf('.') < 0 && name.indexOf('"') < 0 ? name : '"' + name.replace("\"", "\\\"") + '"';
    }
}
