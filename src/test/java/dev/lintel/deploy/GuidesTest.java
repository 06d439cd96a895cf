package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.process.ShutdownConfig;
import dev.lintel.testing.YamlSection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guides say of files in this repository is what stands in them. */
final class GuidesTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)#: ]+)(?:#[^)]*)?\\)");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a pod for about 100 calls at a time, none when there are none, ten at most"
                        + "| autoscaling.knative.dev/metric: concurrency, autoscaling.knative.dev/target: \"100\","
                        + " autoscaling.knative.dev/min-scale: \"0\", autoscaling.knative.dev/max-scale: \"10\"",
                "`timeoutSeconds: 600` bounds a whole call | timeoutSeconds: 600",
                "30 + 540 + 5 + 2 < 600 | value: 540s, timeoutSeconds: 600",
                "`networking.knative.dev/visibility: cluster-local` | networking.knative.dev/visibility: cluster-local",
            })
    void of_knative(String sentence, String values) {
        assertSays("docs/deploy.md", sentence);
        assertThat(text("k8s/knative/service.yaml")).contains(values.split(", ?", -1));
    }

    @Test
    void of_the_first_byte_on_knative() {
        String seconds = first("k8s/knative/service.yaml", "responseStartTimeoutSeconds: (\\d+)");

        assertThat(Long.parseLong(seconds))
                .isGreaterThan(Long.parseLong(first("k8s/base/config.yaml", "first_byte_timeout: (\\d+)s")));
    }

    @Test
    void of_plain_kubernetes() {
        assertSays(
                "docs/deploy.md",
                "two to ten pods, by CPU",
                "it sleeps for 5s",
                "`terminationGracePeriodSeconds` is 45",
                "5 + 20 + 5 + 2 < 45");
        assertThat(text("k8s/deployment/autoscaler.yaml")).contains("minReplicas: 2", "maxReplicas: 10", "name: cpu");
        assertThat(first("k8s/deployment/deployment.yaml", "sleep:\\s+seconds: (\\d+)"))
                .isEqualTo("5");
        assertThat(text("k8s/deployment/deployment.yaml")).contains("terminationGracePeriodSeconds: 45");
    }

    @ParameterizedTest
    @CsvSource({
        "Dockerfile.native, -XX:MaximumHeapSizePercent=60",
        "Dockerfile.native-micro, -XX:MaximumHeapSizePercent=60",
        "Dockerfile.jvm, -XX:MaxRAMPercentage=60"
    })
    void of_images(String name, String heap) {
        assertSays(
                "docs/deploy.md",
                "run as user 65532 from `/app`",
                "Sixty percent of the container's memory may become heap");
        assertThat(text("src/main/docker/" + name)).contains("USER 65532:65532", "WORKDIR /app", heap);
        assertSays("docs/deploy.md", "podman build -f src/main/docker/" + name + " -t lintel .");
    }

    @Test
    void of_the_time_that_podman_waits() {
        ShutdownConfig shutdown = YamlSection.read(ShutdownConfig.class, "{}");

        assertThat(Long.parseLong(first("docs/deploy.md", "--stop-timeout (\\d+)")))
                .isGreaterThan(shutdown.drainTimeout()
                        .plus(shutdown.flushTimeout())
                        .plusSeconds(2)
                        .toSeconds());
        assertSays("docs/deploy.md", "`shutdown.drain_timeout` (20s)", "`shutdown.flush_timeout` (5s)");
    }

    @Test
    void of_what_the_executable_is_built_with() {
        String settings = text("src/main/resources/application.yaml");
        for (String flag : List.of("-R:MaxNewSize=32m", "-H:-PartialUnroll", "-H:-LoopPeeling", "-H:-LoopUnswitch")) {
            assertSays("docs/native.md", "`" + flag + "`");
            assertThat(settings).contains(flag);
        }
        assertSays(
                "docs/native.md",
                "`quarkus.native.march=haswell`",
                "`-Dquarkus.native.march=compatibility`",
                "`quarkus.native.resources.includes=viewer/*`");
        assertThat(settings)
                .contains("includes: viewer/*", "-Dlintel.native.march=${quarkus.native.march}")
                .doesNotContain("MaxHeapSize");
        assertThat(text("pom.xml"))
                .contains(
                        "<quarkus.native.march>compatibility</quarkus.native.march>",
                        "<quarkus.native.march>haswell</quarkus.native.march>");
    }

    @Test
    void of_what_the_executable_goes_without() {
        assertSays("docs/native.md", "`quarkus-grpc-common`", "`quarkus.otel.metrics.enabled` is false");
        assertThat(text("pom.xml"))
                .containsPattern("<exclusion>\\s*<groupId>io.quarkus</groupId>\\s*<artifactId>quarkus-grpc-common<")
                .contains("prometheus-metrics-exposition-textformats")
                .doesNotContain("prometheus-metrics-exposition-formats<");
        assertThat(text("src/main/resources/application.yaml"))
                .containsPattern("(?s)\n  otel:.*\n    metrics:\n      enabled: false\n");
    }

    @Test
    void of_the_size_of_a_class() throws IOException {
        assertSays("ARCHITECTURE.md", "no class over 300 lines but `wire`'s scanner");
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            assertThat(sources.filter(source -> source.toString().endsWith(".java"))
                            .filter(source -> !source.endsWith("wire/json/JsonScanner.java")))
                    .isNotEmpty()
                    .allSatisfy(source ->
                            assertThat(text(source.toString()).lines()).hasSizeLessThanOrEqualTo(300));
        }
    }

    static Stream<Path> all_pages() throws IOException {
        try (Stream<Path> pages = Stream.of(
                        Files.list(Path.of(".")),
                        Files.walk(Path.of("docs")),
                        Files.list(Path.of("e2e")),
                        Files.list(Path.of("src/test/defects")))
                .flatMap(files -> files)) {
            return pages.filter(page -> page.toString().endsWith(".md")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("all_pages")
    void a_link_leads_to_what_is_there(Path page) {
        Path directory = page.toAbsolutePath().normalize().getParent();

        assertThat(LINK.matcher(text(page.toString())).results().map(link -> link.group(1)))
                .allSatisfy(link -> assertThat(directory.resolve(link)).exists());
    }

    private static void assertSays(String page, String... sentences) {
        assertThat(text(page).replaceAll("\\s+", " ")).contains(sentences);
    }

    private static String first(String file, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text(file))
                .results()
                .map((MatchResult found) -> found.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError(file + " has no " + pattern));
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
