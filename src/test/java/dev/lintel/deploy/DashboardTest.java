package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lintel.testing.Dashboard;
import dev.lintel.testing.Dashboard.Query;
import dev.lintel.testing.ListedMetrics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Grafana's dashboard asks for metrics and labels that docs/telemetry.md lists, and leaves none out. */
class DashboardTest {

    private static final ListedMetrics LISTED = ListedMetrics.read();
    private static final Dashboard DASHBOARD = Dashboard.read();

    /** Those that Prometheus itself gives each series, and each bucket. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance", "le");

    private static final Set<String> FUNCTIONS =
            Set.of("histogram_quantile", "increase", "max", "or", "rate", "sum", "time", "vector");

    /** It is measured before it is known whether a call is kept. */
    private static final String WITHOUT_EXEMPLARS = "gen_ai_client_operation_time_per_output_chunk_seconds";

    private static final int COLUMNS = 24;

    static Stream<Query> queries() {
        return DASHBOARD.queries().stream();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void what_is_asked_for_is_listed(Query query) {
        assertThat(query.metrics()).isNotEmpty().allSatisfy(metric -> {
            assertThat(LISTED.nameOf(metric)).as(metric).isPresent();
            Set<String> labels = labelsOf(metric);
            assertThat(labels).containsAll(query.conditions(metric)).containsAll(query.groups());
            assertThat(labels).containsAll(query.shown());
        });
        assertThat(FUNCTIONS).as("all that is no metric").containsAll(query.words());
    }

    @ParameterizedTest
    @MethodSource("queries")
    void what_a_series_is_named_by_is_kept_apart(Query query) {
        if (!query.panel().startsWith("$")) {
            assertThat(query.groups()).containsAll(query.shown());
        }
    }

    @ParameterizedTest
    @MethodSource("queries")
    void a_query_looks_at_the_jobs_and_instances_that_were_chosen(Query query) {
        if (!query.panel().startsWith("$")) {
            assertThat(query.metrics())
                    .allSatisfy(metric -> assertThat(query.conditions(metric)).contains("job", "instance"));
        }
    }

    @ParameterizedTest
    @MethodSource("queries")
    void exemplars_are_asked_of_histograms_that_have_some(Query query) {
        if (query.exemplars()) {
            assertThat(query.metrics())
                    .allSatisfy(metric -> assertThat(metric).endsWith("_bucket").doesNotStartWith(WITHOUT_EXEMPLARS));
        }
    }

    @Test
    void each_listed_metric_is_shown() {
        assertThat(queries()
                        .filter(query -> !query.panel().startsWith("$"))
                        .flatMap(query -> query.metrics().stream())
                        .flatMap(metric -> LISTED.nameOf(metric).stream())
                        .collect(Collectors.toSet()))
                .isEqualTo(LISTED.names());
    }

    @Test
    void calls_first_chunks_and_overhead_lead_to_their_traces() {
        assertThat(queries()
                        .filter(Query::exemplars)
                        .flatMap(query -> query.metrics().stream())
                        .flatMap(metric -> LISTED.nameOf(metric).stream()))
                .contains(
                        "http_server_request_duration_seconds",
                        "http_client_request_duration_seconds",
                        "gen_ai_client_operation_duration_seconds",
                        "gen_ai_client_operation_time_to_first_chunk_seconds",
                        "lintel_overhead_duration_seconds");
    }

    @Test
    void the_source_of_the_numbers_is_chosen_where_it_is_imported() {
        assertThat(DASHBOARD.json().findValuesAsText("uid"))
                .isNotEmpty()
                .allSatisfy(uid -> assertThat(uid).isIn("lintel", "${datasource}"));
        assertThat(DASHBOARD.json().path("id").isNull()).isTrue();
    }

    @Test
    void each_panel_has_a_place_and_a_number_of_its_own() {
        List<String> cells = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : DASHBOARD.panels()) {
            JsonNode place = panel.path("gridPos");
            int left = place.path("x").asInt();
            int top = place.path("y").asInt();
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            assertThat(left + place.path("w").asInt()).isLessThanOrEqualTo(COLUMNS);
            for (int x = left; x < left + place.path("w").asInt(); x++) {
                for (int y = top; y < top + place.path("h").asInt(); y++) {
                    cells.add(x + "," + y);
                }
            }
        }
        assertThat(cells).isNotEmpty().doesNotHaveDuplicates();
    }

    private static Set<String> labelsOf(String metric) {
        Set<String> labels = new HashSet<>(OF_PROMETHEUS);
        LISTED.nameOf(metric).ifPresent(name -> labels.addAll(LISTED.labelsOf(name)));
        return labels;
    }
}
