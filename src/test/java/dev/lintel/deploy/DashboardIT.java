package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.Dashboard;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.ListedMetrics;
import dev.lintel.testing.RawClient;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged application shows at /q/metrics is what docs/telemetry.md lists, and what Grafana's dashboard asks for. */
@Alongside
final class DashboardIT {

    private static final ListedMetrics LISTED = ListedMetrics.read();
    private static final Pattern SERIES = Pattern.compile("(?m)^([a-z]\\w*)(?:\\{(.*?)})? \\S");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    /** Those of the format itself, and of OpenTelemetry's: who measures, and what is measured. */
    private static final Set<String> OF_THE_FORMAT =
            Set.of("le", "otel_scope_name", "otel_scope_version", "otel_scope_schema_url");

    private static final String OF_THE_PROCESS = "target_info";

    /** What some calls to the built-in provider do not bring about; e2e/grafana/run does. */
    private static final Set<String> SELDOM = Set.of(
            "lintel_config_reloads",
            "lintel_log_dropped",
            "lintel_requests_malformed",
            "lintel_spans_dropped",
            "lintel_spans_exported",
            "lintel_telemetry_failures",
            "lintel_usage_refused");

    private static final String PRICES = """
            {"demo": {"litellm_provider": "demo", "input_cost_per_token": 2e-06, "output_cost_per_token": 8e-06}}
            """;

    @TempDir
    Path directory;

    @Test
    void the_page_the_list_and_the_dashboard_say_the_same() {
        Map<String, Set<String>> shown = shownAfterSomeCalls();
        Set<String> named = shown.keySet().stream()
                .flatMap(series -> LISTED.nameOf(series).stream())
                .collect(Collectors.toSet());

        assertThat(shown).allSatisfy((series, labels) -> {
            assertThat(LISTED.nameOf(series)).as(series).isPresent();
            Set<String> listed =
                    new HashSet<>(LISTED.labelsOf(LISTED.nameOf(series).orElseThrow()));
            listed.addAll(OF_THE_FORMAT);
            assertThat(listed).as(series).containsAll(labels);
        });
        assertThat(LISTED.names().stream().filter(name -> !named.contains(name)))
                .as("listed, and not shown")
                .isSubsetOf(SELDOM);
        assertThat(Dashboard.read().queries())
                .allSatisfy(query -> assertThat(query.metrics()).allSatisfy(metric -> {
                    if (named.contains(LISTED.nameOf(metric).orElseThrow())) {
                        assertThat(shown).containsKey(metric);
                    }
                }));
    }

    private Map<String, Set<String>> shownAfterSomeCalls() {
        try (LintelProcess lintel = LintelProcess.in(directory)
                        // Nobody listens there: spans wait, and are dropped.
                        .with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
                        .with("OTEL_METRICS_EXPORTER", "none")
                        .withFile("prices.json", PRICES)
                        .withFile("config/application.yaml", """
                                demo: {enabled: true}
                                prices: {file: %s}
                                """.formatted(directory.resolve("prices.json")))
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            for (String body : List.of(
                    "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]}",
                    "{\"model\":\"demo\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]}",
                    "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"[status 500] hello\"}]}")) {
                client.post("/v1/chat/completions", body);
                client.readAnswer();
            }
            client.get("/v1/unheard-of");
            client.readAnswer();
            client.get("/q/metrics");
            return read(client.readAnswer().text());
        }
    }

    private static Map<String, Set<String>> read(String page) {
        Map<String, Set<String>> shown = new HashMap<>();
        SERIES.matcher(page)
                .results()
                .filter(line -> !line.group(1).equals(OF_THE_PROCESS))
                .forEach(line -> {
                    String labels = line.group(2) == null ? "" : line.group(2);
                    LABEL.matcher(labels)
                            .results()
                            .map((MatchResult label) -> label.group(1))
                            .forEach(shown.computeIfAbsent(line.group(1), any -> new HashSet<>())::add);
                });
        return shown;
    }
}
