package dev.lintel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics that docs/telemetry.md lists, by the names and labels that Prometheus has for them. */
public final class ListedMetrics {

    /** What Prometheus' form puts behind a name: of a gauge, of a counter, and of a histogram. */
    private static final Pattern SUFFIX = Pattern.compile("_(total|bucket|count|sum)$");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*`) \\| ([^|]*)\\| ([^|]*)\\|");
    private static final Pattern OF_GEN_AI = Pattern.compile("(?s)Those of GenAI have (.*?)\\.\\s");
    private static final Pattern IN_BRACKETS = Pattern.compile("\\([^()]*\\)");
    /** What describes the process has the names that Prometheus' own clients give it. */
    private static final Map<String, String> OF_THE_PROCESS = Map.of(
            "process.cpu.time", "process_cpu_seconds",
            "process.memory.usage", "process_resident_memory_bytes",
            "process.thread.count", "process_threads",
            "process.unix.file_descriptor.count", "process_open_fds",
            "lintel.process.file_descriptor.limit", "process_max_fds",
            "lintel.process.start_time", "process_start_time_seconds");

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    private final Map<String, Set<String>> labels;

    private ListedMetrics(Map<String, Set<String>> labels) {
        this.labels = labels;
    }

    /** Those that are listed now. */
    public static ListedMetrics read() {
        String page;
        try {
            page = Files.readString(Path.of("docs/telemetry.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String metrics = page.substring(page.indexOf("\n## Metrics\n"), page.indexOf("\n## The log\n"));
        Set<String> ofGenAi = OF_GEN_AI
                .matcher(metrics)
                .results()
                .flatMap(found -> quoted(found.group(1)))
                .collect(Collectors.toSet());
        Map<String, Set<String>> labels = new LinkedHashMap<>();
        ROW.matcher(metrics).results().forEach(row -> {
            Set<String> own = quoted(withoutBrackets(row.group(3))).collect(Collectors.toCollection(TreeSet::new));
            if (row.group(3).contains("those below")) {
                own.addAll(ofGenAi);
            }
            names(row.group(1))
                    .forEach(name -> labels.put(
                            OF_THE_PROCESS.getOrDefault(
                                    name, inPrometheus(name) + unit(row.group(2).strip())),
                            own));
        });
        return new ListedMetrics(labels);
    }

    /** All names, without what is put behind that of a counter or a histogram. */
    public Set<String> names() {
        return Set.copyOf(labels.keySet());
    }

    /** The listed name of what a series is named, such as {@code x} of {@code x_total} and {@code x_bucket}. */
    public Optional<String> nameOf(String series) {
        return Stream.of(series, SUFFIX.matcher(series).replaceFirst(""))
                .filter(labels::containsKey)
                .findFirst();
    }

    /** The labels that a listed metric may have. */
    public Set<String> labelsOf(String name) {
        return Set.copyOf(labels.get(name));
    }

    // Of `a.b.used`, `.limit` the second is a.b.limit.
    private static List<String> names(String column) {
        List<String> names = new ArrayList<>();
        QUOTED.matcher(column)
                .results()
                .map((MatchResult found) -> found.group(1))
                .forEach(name -> {
                    String first = names.isEmpty() ? name : names.get(0);
                    names.add(name.startsWith(".") ? first.substring(0, first.lastIndexOf('.')) + name : name);
                });
        return names;
    }

    private static Stream<String> quoted(String text) {
        return QUOTED.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .map(ListedMetrics::inPrometheus);
    }

    // In brackets stand values, and links, which have brackets of their own.
    private static String withoutBrackets(String text) {
        String without = IN_BRACKETS.matcher(text).replaceAll("");
        return without.equals(text) ? text : withoutBrackets(without);
    }

    private static String inPrometheus(String name) {
        return name.replace('.', '_');
    }

    private static String unit(String unit) {
        return switch (unit) {
            case "s" -> "_seconds";
            case "By" -> "_bytes";
            case "1" -> "_ratio";
            default -> "";
        };
    }
}
