package dev.lintel.process.policy;

import dev.lintel.callers.CallersConfig;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.ProvidersConfig;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Refuses entries of {@code callers}, {@code model_aliases} and {@code providers} that files name and put nothing in.
 *
 * <p>Of what has no value the source of YAML makes no property, so that nobody would miss such an entry; and with the only one
 * of {@code callers} gone everyone may call. So the files are read once more, for the names in them alone.
 */
final class EmptyEntries {

    private static final Set<String> TRUE = Set.of("true", "yes", "on");
    private static final Pattern FILE = Pattern.compile("YamlConfigSource\\[source=(file:.*)]");

    private EmptyEntries() {}

    /**
     * Checks the files of a configuration, in the profiles that are active.
     *
     * @throws ConfigValidationException naming each such entry, its file and its line
     */
    static void check(SmallRyeConfig config) {
        Map<String, Set<String>> known = Map.of(
                "callers", config.getConfigMapping(CallersConfig.class).byName().keySet(),
                "model_aliases",
                        config.getConfigMapping(ModelAliasesConfig.class)
                                .byName()
                                .keySet(),
                "providers",
                        config.getConfigMapping(ProvidersConfig.class).byName().keySet());
        List<Problem> problems = new ArrayList<>();
        for (Path file : files(config)) {
            entries(file, config.getProfiles())
                    .filter(entry -> !known.getOrDefault(entry.section(), Set.of(entry.name()))
                            .contains(entry.name()))
                    .forEach(entry -> problems.add(new Problem(entry.refusal())));
        }
        if (!problems.isEmpty()) {
            throw new ConfigValidationException(problems.toArray(Problem[]::new));
        }
    }

    // Each once, though it may be the source of several profiles, or be looked for in two ways.
    private static Set<Path> files(SmallRyeConfig config) {
        Set<Path> files = new LinkedHashSet<>();
        for (ConfigSource source : config.getConfigSources()) {
            Matcher file = FILE.matcher(source.getName());
            if (file.matches()) {
                files.add(Path.of(URI.create(file.group(1))));
            }
        }
        return files;
    }

    private static Stream<Entry> entries(Path file, List<String> profiles) {
        List<Entry> entries = new ArrayList<>();
        try (Reader text = Files.newBufferedReader(file)) {
            for (Node document : new Yaml(new SafeConstructor(new LoaderOptions())).composeAll(text)) {
                children(document)
                        .flatMap(child -> child.isOf(profiles) ? children(child.value()) : Stream.of(child))
                        .forEach(section -> children(section.value())
                                .forEach(child ->
                                        entries.add(new Entry(section.name(), child.name(), file, child.line()))));
            }
        } catch (IOException e) {
            throw new ConfigValidationException(new Problem[] {new Problem(file + ": it cannot be read any more")});
        }
        return entries.stream();
    }

    private static Stream<Child> children(Node node) {
        return node instanceof MappingNode mapping ? mapping.getValue().stream().flatMap(Child::of) : Stream.of();
    }

    /** What a name stands before in YAML. */
    private record Child(String name, Node value, int line) {

        // What is merged in (<<) is named where it is written.
        static Stream<Child> of(NodeTuple tuple) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key) || key.getTag().equals(Tag.MERGE)) {
                return Stream.of();
            }
            int line = key.getStartMark().getLine() + 1;
            return Stream.of(new Child(name(key), tuple.getValueNode(), line));
        }

        // A name such as "no" is false, as values are, for the source of YAML.
        private static String name(ScalarNode key) {
            return key.getTag().equals(Tag.BOOL)
                    ? String.valueOf(TRUE.contains(key.getValue().toLowerCase(Locale.ROOT)))
                    : key.getValue();
        }

        /** Whether it holds sections for one of these profiles: {@code %prod}, or {@code %{prod,trial}}. */
        boolean isOf(List<String> profiles) {
            return name.startsWith("%")
                    && Stream.of(name.substring(1).split("[{},\\s]+")).anyMatch(profiles::contains);
        }
    }

    /** An entry that a file names. */
    private record Entry(String section, String name, Path file, int line) {

        String refusal() {
            return section + "." + name + ": nothing stands in it (" + file + ", line " + line
                    + "), and it would be as if it were not there; write one of its keys, or take it out";
        }
    }
}
