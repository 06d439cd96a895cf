package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lintel.testing.Manifests;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the collector of each backend is configured to do. That a Collector takes it is e2e/backends/validate's to see. */
final class CollectorConfigsTest {

    private static final Path OBSERVABILITY = Path.of("k8s/observability");
    private static final YAMLMapper YAML = new YAMLMapper();

    static List<Path> backends() throws IOException {
        try (Stream<Path> directories = Files.list(OBSERVABILITY)) {
            return directories
                    .map(directory -> directory.resolve("config.yaml"))
                    .filter(Files::exists)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void there_is_one_for_each_backend_that_has_a_page() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("docs/backends"))) {
            assertThat(pages.map(page -> page.getFileName().toString().replace(".md", ""))
                            .filter(name -> !name.equals("README")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(OBSERVABILITY.resolve(name).resolve("config.yaml"))
                            .exists());
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void traces_are_sent_somewhere(Path file) throws IOException {
        JsonNode pipelines = YAML.readTree(file.toFile()).at("/service/pipelines");
        List<String> exporters = pipelines.properties().stream()
                .filter(pipeline -> pipeline.getKey().startsWith("traces"))
                .flatMap(pipeline -> texts(pipeline.getValue().path("exporters")))
                .toList();

        assertThat(exporters).isNotEmpty().doesNotContain("debug");
        assertThat(YAML.readTree(Files.readString(file)).path("exporters").properties())
                .anyMatch(exporter -> exporters.contains(exporter.getKey()));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void what_waits_may_wait_on_a_disk(Path file) throws IOException {
        assertThat(YAML.readTree(file.toFile()).path("exporters").properties())
                // The first has no queue; what the second only prints need not wait.
                .filteredOn(exporter -> !List.of("awsxray", "debug").contains(exporter.getKey()))
                .allSatisfy(exporter -> assertThat(
                                exporter.getValue().at("/sending_queue/storage").asText())
                        .isEqualTo("${env:QUEUE_STORAGE}"));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void its_memory_is_bounded_below_what_its_container_may_have(Path file) throws IOException {
        JsonNode config = YAML.readTree(file.toFile());
        JsonNode limiter = config.at("/processors/memory_limiter");
        Container container = Manifests.in(OBSERVABILITY.resolve("collector"))
                .named("otel-collector", Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
        long limit = Quantity.getAmountInBytes(
                        container.getResources().getLimits().get("memory"))
                .longValueExact();
        String go = container.getEnv().stream()
                .filter(variable -> variable.getName().equals("GOMEMLIMIT"))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();

        assertThat(limiter.path("limit_percentage").asInt()).isBetween(50, 90);
        assertThat(limiter.path("spike_limit_percentage").asInt())
                .isLessThan(limiter.path("limit_percentage").asInt());
        assertThat(go)
                .isEqualTo(
                        limit / 1024 / 1024 * limiter.path("limit_percentage").asInt() / 100 + "MiB");
        config.at("/service/pipelines").properties().stream()
                .filter(pipeline -> texts(pipeline.getValue().path("receivers")).anyMatch("otlp"::equals))
                .forEach(pipeline -> assertThat(
                                pipeline.getValue().at("/processors/0").asText())
                        .as(pipeline.getKey())
                        .isEqualTo("memory_limiter"));
    }

    private static Stream<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
    }
}
