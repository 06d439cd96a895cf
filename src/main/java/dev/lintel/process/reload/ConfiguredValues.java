package dev.lintel.process.reload;

import dev.lintel.process.report.SourceFiles;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What one configuration says in its files, which is what can change while Lintel runs: the values that count, and the files that
 * these name. Values may be secrets, and are never shown.
 *
 * @param byKey values by their keys; of a file that is named its state, too
 * @param sources the files that the configuration stands in
 * @param files these and those that it names
 */
record ConfiguredValues(Map<String, String> byKey, Set<Path> sources, Set<Path> files) {

    private static final Pattern NAMES_FILE =
            Pattern.compile("prices\\.file|callers\\..*\\.key_file|providers\\..*\\.tls\\.(trust|certificate|key)");

    /** What a configuration says. */
    static ConfiguredValues of(SmallRyeConfig config) {
        Set<Path> sources = SourceFiles.of(config);
        Map<String, String> values = new TreeMap<>();
        Set<Path> files = new TreeSet<>(sources);
        // Where it may stand later: below the directory of this process, not of the one that built it.
        files.add(Path.of("config", "application.yaml").toAbsolutePath());
        for (String key : config.getPropertyNames()) {
            ConfigValue value = config.getConfigValue(key);
            String text = Objects.requireNonNullElse(value.getValue(), "");
            if (NAMES_FILE.matcher(key).matches() && !text.isEmpty()) {
                Path file = Path.of(text);
                files.add(file);
                values.put(key, text + " " + WatchedFiles.state(file));
            } else if (SourceFiles.of(String.valueOf(value.getSourceName()))
                    .findAny()
                    .isPresent()) {
                values.put(key, text);
            }
        }
        return new ConfiguredValues(values, sources, files);
    }

    /** The keys that have another value in {@code other}, or are in one of the two alone. */
    Set<String> changed(ConfiguredValues other) {
        Set<String> keys = new TreeSet<>(byKey.keySet());
        keys.addAll(other.byKey.keySet());
        keys.removeIf(key -> Objects.equals(byKey.get(key), other.byKey.get(key)));
        return keys;
    }

    @Override
    public String toString() {
        return sources.toString();
    }
}
