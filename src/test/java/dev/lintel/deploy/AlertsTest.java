package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lintel.testing.Alongside;
import dev.lintel.testing.Manifests;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The alerts ask for what there is, and whoever they wake finds what to do. promtool tests what they say: e2e/manifests/run. */
@Alongside
final class AlertsTest {

    private static final Path ALERTS = Path.of("deploy/grafana/alerts.yaml");
    private static final Path RUNBOOK = Path.of("docs/runbook.md");
    private static final Path SOURCES = Path.of("src/main/java");

    private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on|group_left) \\(([^)]*)\\)");
    private static final Pattern NAME = Pattern.compile("\\b[a-z]+(?:_[a-z]+)+\\b");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)(?:=~|!~|!=|=)\"");
    private static final Pattern ROW =
            Pattern.compile("^\\| (`[a-z_.]+`(?:, `[a-z_.]+`)*) \\| ([^|]+) \\|", Pattern.MULTILINE);
    private static final Pattern ATTRIBUTE = Pattern.compile("`([a-z_]+(?:\\.[a-z_]+)+)`");
    private static final Pattern BUILDER = Pattern.compile("(\\w+)Builder\\(\"([a-z_.]+)\"\\)");

    private static final Set<String> FUNCTIONS = Set.of("histogram_quantile");

    /** Those of kube-state-metrics and of the kubelet. */
    private static final Set<String> OF_OTHERS = Set.of(
            "container_memory_working_set_bytes",
            "kube_pod_container_info",
            "kube_pod_container_resource_limits",
            "kube_pod_container_status_restarts_total",
            "kube_pod_deletion_timestamp");

    private static final Set<String> LABELS_OF_OTHERS =
            Set.of("container", "job", "le", "namespace", "pod", "resource");

    static Stream<Arguments> alerts() {
        return rules().map(rule -> Arguments.of(rule.path("alert").asText(), rule));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void an_alert_has_its_section_in_the_runbook(String name, JsonNode rule) {
        assertThat(rule.at("/annotations/runbook").asText())
                .isEqualTo("docs/runbook.md#" + name.toLowerCase(Locale.ROOT));
        assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
        assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
        assertThat(section(name)).contains("**Means**: ", "**Look at**: ", "**Do**: ");
    }

    @Test
    void the_runbook_has_no_section_of_an_alert_that_is_gone() {
        List<String> sections = Pattern.compile("^### (.*)$", Pattern.MULTILINE)
                .matcher(text(RUNBOOK))
                .results()
                .map((MatchResult heading) -> heading.group(1))
                .toList();

        assertThat(sections)
                .containsExactlyElementsOf(
                        rules().map(rule -> rule.path("alert").asText()).toList());
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void an_alert_asks_for_metrics_that_there_are(String name, JsonNode rule) {
        String expression = rule.path("expr").asText();
        String bare =
                GROUPING.matcher(SELECTOR.matcher(expression).replaceAll("")).replaceAll("");

        assertThat(NAME.matcher(bare).results().map(MatchResult::group))
                .isNotEmpty()
                .filteredOn(word -> !FUNCTIONS.contains(word) && !metrics().contains(word))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void an_alert_goes_by_labels_that_there_are(String name, JsonNode rule) {
        String expression = rule.path("expr").asText();
        Stream<String> selected = SELECTOR.matcher(expression)
                .results()
                .flatMap(selector -> LABEL.matcher(selector.group(1)).results())
                .map(label -> label.group(1));
        Stream<String> grouped = GROUPING.matcher(expression)
                .results()
                .flatMap(grouping -> Stream.of(grouping.group(1).split(",\\s*")))
                .filter(label -> !label.isEmpty());
        Set<String> known = Stream.concat(
                        LABELS_OF_OTHERS.stream(),
                        ATTRIBUTE
                                .matcher(text(Path.of("docs/telemetry.md")))
                                .results()
                                .map(attribute -> prometheus(attribute.group(1))))
                .collect(Collectors.toSet());

        assertThat(Stream.concat(selected, grouped))
                .filteredOn(label -> !known.contains(label))
                .isEmpty();
    }

    @Test
    void a_metric_is_named_as_prometheus_writes_it() {
        assertThat(metrics())
                .contains(
                        "lintel_spans_dropped_total",
                        "lintel_calls_active",
                        "lintel_overhead_duration_seconds_bucket",
                        "http_server_request_duration_seconds_count")
                .doesNotContain("lintel_spans_dropped", "lintel_calls_active_total", "lintel_spans_lost_total");
    }

    @Test
    void the_prometheus_operator_gets_the_same_alerts() throws IOException {
        Path rule = Path.of("k8s/components/alerts/prometheus-rule.yaml");

        assertThat(Manifests.read(text(rule)).all(PrometheusRule.class)).hasSize(1);
        assertThat(new YAMLMapper().readTree(rule.toFile()).at("/spec/groups"))
                .as("made anew by deploy/grafana/prometheus-rule")
                .isEqualTo(new YAMLMapper().readTree(ALERTS.toFile()).path("groups"));
    }

    /** What Prometheus reads: of the instruments that are documented, and of those that the code builds. */
    private static Set<String> metrics() {
        String code = sources();
        Set<String> counters = built(code, "counter");
        Set<String> gauges = built(code, "gauge");
        Stream<String> documented = ROW.matcher(text(Path.of("docs/telemetry.md")))
                .results()
                .flatMap(row -> instruments(row.group(1))
                        .flatMap(instrument -> names(instrument, row.group(2).strip(), counters, gauges)));
        Stream<String> others =
                Stream.concat(OF_OTHERS.stream(), counters.stream().flatMap(name -> names(name, "", counters, gauges)));
        return Stream.concat(documented, others).collect(Collectors.toSet());
    }

    /** Those of one row: the first in full, others perhaps by their ends alone. */
    private static Stream<String> instruments(String cell) {
        List<String> written = List.of(cell.replace("`", "").split(", "));
        String first = written.get(0);
        return written.stream()
                .map(name -> name.startsWith(".") ? first.substring(0, first.lastIndexOf('.')) + name : name);
    }

    private static Stream<String> names(
            String instrument, String unit, Collection<String> counters, Collection<String> gauges) {
        String name = prometheus(instrument)
                + switch (unit) {
                    case "s" -> "_seconds";
                    case "By" -> "_bytes";
                    default -> "";
                };
        if (counters.contains(instrument)) {
            return Stream.of(name + "_total");
        }
        return unit.equals("{token}") || unit.equals("s") && !gauges.contains(instrument)
                ? Stream.of(name + "_bucket", name + "_count", name + "_sum")
                : Stream.of(name);
    }

    private static Set<String> built(String code, String kind) {
        return BUILDER.matcher(code)
                .results()
                .filter(builder -> builder.group(1).equals(kind))
                .map(builder -> builder.group(2))
                .collect(Collectors.toSet());
    }

    private static String prometheus(String name) {
        return name.replace('.', '_');
    }

    private static String section(String heading) {
        String page = text(RUNBOOK);
        int begin = page.indexOf("\n### " + heading + "\n");
        assertThat(begin).as("### " + heading).isNotNegative();
        int end = page.indexOf("\n### ", begin + 1);
        return page.substring(begin, end < 0 ? page.length() : end);
    }

    private static Stream<JsonNode> rules() {
        try {
            JsonNode groups = new YAMLMapper().readTree(ALERTS.toFile()).path("groups");
            return StreamSupport.stream(groups.spliterator(), false)
                    .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sources() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(AlertsTest::text)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
