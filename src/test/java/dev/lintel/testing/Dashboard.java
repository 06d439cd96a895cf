package dev.lintel.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Grafana's dashboard in deploy/grafana, and what its queries speak of. */
public final class Dashboard {

    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");
    private static final Pattern WORD = Pattern.compile("[a-zA-Z_]\\w*");

    private final JsonNode whole;

    private Dashboard(JsonNode whole) {
        this.whole = whole;
    }

    public static Dashboard read() {
        try {
            return new Dashboard(new ObjectMapper()
                    .readTree(Path.of("deploy/grafana/lintel.json").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All panels, the headings of rows among them. */
    public List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        whole.path("panels").forEach(panels::add);
        return panels;
    }

    /** What is asked: by panels, and for what may be chosen in variables. */
    public List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        panel.path("title").asText(),
                        target.path("expr").asText(),
                        found(LEGEND, target.path("legendFormat").asText()),
                        target.path("exemplar").asBoolean()));
            }
        }
        for (JsonNode variable : whole.at("/templating/list")) {
            LABEL_VALUES
                    .matcher(variable.path("definition").asText())
                    .results()
                    .forEach(values -> queries.add(new Query(
                            "$" + variable.path("name").asText(),
                            values.group(1).contains("{") ? values.group(1) : values.group(1) + "{}",
                            Set.of(values.group(2)),
                            false)));
        }
        return queries;
    }

    /** The whole of it, for what stands beside the panels. */
    public JsonNode json() {
        return whole;
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toSet());
    }

    /**
     * One query.
     *
     * @param expression PromQL, in which each metric is followed by its braces
     * @param shown the labels by whose values what is found is named
     */
    public record Query(String panel, String expression, Set<String> shown, boolean exemplars) {

        /** The series that it asks for. */
        public Set<String> metrics() {
            return found(SELECTOR, expression);
        }

        /** The labels that it asks of the series of one metric, by a condition. */
        public Set<String> conditions(String metric) {
            return SELECTOR.matcher(expression)
                    .results()
                    .filter(selector -> selector.group(1).equals(metric))
                    .flatMap(selector -> found(MATCHER, selector.group(2)).stream())
                    .collect(Collectors.toSet());
        }

        /** The labels that it keeps apart. */
        public Set<String> groups() {
            return found(GROUPING, expression).stream()
                    .flatMap(labels -> Stream.of(labels.split(",\\s*", -1)))
                    .collect(Collectors.toSet());
        }

        /** All words outside of braces, brackets and groupings that name no metric: functions and operators. */
        public Set<String> words() {
            String rest = SELECTOR.matcher(GROUPING.matcher(expression).replaceAll(""))
                    .replaceAll("")
                    .replaceAll("\\[[^]]*]", "");
            return WORD.matcher(rest).results().map(MatchResult::group).collect(Collectors.toSet());
        }
    }
}
