package dev.lintel.process.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.ShownMetrics;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What {@code /q/metrics} shows of the process. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class ProcessMetricsTest extends EndToEnd {

    @Test
    void the_build_is_described() {
        assertThat(page())
                .containsPattern("\\nlintel_build_info\\{lintel_build_runtime=\"java\","
                        + "process_runtime_version=\"\\d[^\"]*\",service_version=\"\\d[^\"]*\"} 1\\n");
    }

    @Test
    void the_heap_is_measured() {
        ShownMetrics metrics = ShownMetrics.of(lintel);
        String heap = "jvm_memory_type=\"heap\"";
        double used = metrics.sum("jvm_memory_used_bytes", heap);
        double committed = metrics.sum("jvm_memory_committed_bytes", heap);
        assertThat(used).isPositive().isLessThanOrEqualTo(committed);
        assertThat(committed)
                .isLessThanOrEqualTo(metrics.sum("jvm_memory_limit_bytes", heap))
                .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void processor_memory_descriptors_threads_and_the_start_are_measured() {
        ShownMetrics metrics = ShownMetrics.of(lintel);
        assertThat(metrics.sum("process_cpu_seconds_total", "cpu_mode=\"user\""))
                .isPositive();
        assertThat(metrics.sum("process_cpu_seconds_total", "cpu_mode=\"system\""))
                .isNotNegative();
        assertThat(metrics.sum("process_resident_memory_bytes"))
                .isGreaterThan(metrics.sum("jvm_memory_used_bytes") / 10);
        assertThat(metrics.sum("process_open_fds")).isBetween(3.0, metrics.sum("process_max_fds"));
        assertThat(metrics.sum("process_threads")).isGreaterThan(3);
        assertThat(metrics.sum("process_start_time_seconds"))
                .isBetween((double) Instant.now().minusSeconds(86_400).getEpochSecond(), (double)
                        Instant.now().plusSeconds(2).getEpochSecond());
    }

    @Test
    void every_event_loop_has_its_lag() {
        assertThat(page())
                .containsPattern("\\nlintel_event_loop_lag_seconds\\{lintel_event_loop=\"0\"} \\d")
                .containsPattern("\\nlintel_event_loop_lag_seconds\\{lintel_event_loop=\"1\"} \\d");
    }

    @Test
    void what_waits_for_export_and_what_is_held_stand_beside_what_may_be() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post("/v1/chat/completions", "{\"model\":\"gpt-4o\"}");
            upstream.next();
            ShownMetrics metrics = ShownMetrics.of(lintel);
            assertThat(metrics.sum("lintel_held_usage_bytes")).isPositive();
            assertThat(metrics.sum("lintel_held_limit_bytes")).isGreaterThan(1024 * 1024);
        }
        ShownMetrics metrics = ShownMetrics.of(lintel);
        assertThat(metrics.sum("lintel_export_queue_limit_bytes")).isEqualTo(16 * 1024 * 1024);
        assertThat(metrics.sum("lintel_export_queue_usage_bytes"))
                .isBetween(0.0, metrics.sum("lintel_export_queue_limit_bytes"));
        assertThat(metrics.sum("lintel_export_queue_spans")).isNotNegative();
    }

    private String page() {
        try (RawClient client = RawClient.connect(lintel).get("/q/metrics")) {
            return client.readAnswer().text();
        }
    }
}
