package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lintel.process.policy.ShutdownConfig;
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

/** What the guides say of files in this repository is what stands in them. */
final class GuidesTest {

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
                .isGreaterThan(Long.parseLong(first("k8s/base/application.yaml", "first_byte_timeout: (\\d+)s")));
    }

    @Test
    void of_plain_kubernetes() {
        assertSays(
                "docs/deploy.md",
                "two to ten pods, by processor time and memory",
                "One pod goes in five minutes at most, and only after ten in which it was not needed",
                "it sleeps for 5s",
                "(`SHUTDOWN_DRAIN_TIMEOUT`, 540s): `terminationGracePeriodSeconds` is 570",
                "5 + 540 + 5 + 2 < 570");
        assertThat(text("k8s/deployment/autoscaler.yaml"))
                .contains(
                        "minReplicas: 2",
                        "maxReplicas: 10",
                        "name: cpu",
                        "name: memory",
                        "stabilizationWindowSeconds: 600",
                        "periodSeconds: 300");
        assertThat(first("k8s/deployment/deployment.yaml", "sleep:\\s+seconds: (\\d+)"))
                .isEqualTo("5");
        assertThat(text("k8s/deployment/deployment.yaml"))
                .contains("terminationGracePeriodSeconds: 570", "value: 540s", "value: \"12001\"");
        assertSays("docs/deploy.md", "2,000 calls under way for each pod");
        assertThat(text("k8s/components/scale-by-calls/kustomization.yaml")).contains("averageValue: \"2000\"");
    }

    /** The sums are those of the figures above them, and the manifests have what they come to. */
    @Test
    void of_memory() {
        String page = text("docs/deploy.md");
        double[] rest = figures(page, "at rest, after the first call");
        double[] streams = figures(page, "1,000 open streams");
        double[] queue = figures(page, "spans that wait for a slow collector");
        double[] viewer = figures(page, "the viewer, where it is on");
        List<MatchResult> sums = Pattern.compile("\\| ([0-9,]+) \\| (on|off) \\| (\\d+), (\\d+) \\| (\\d+), (\\d+) \\|")
                .matcher(page)
                .results()
                .toList();

        assertThat(sums).hasSize(4);
        for (MatchResult sum : sums) {
            double thousands = Double.parseDouble(sum.group(1).replace(",", "")) / 1000;
            for (int kind : new int[] {0, 1}) {
                double all = rest[kind]
                        + streams[kind] * thousands
                        + queue[kind]
                        + (sum.group(2).equals("on") ? viewer[kind] : 0);
                double said = Double.parseDouble(sum.group(3 + 2 * kind));
                // Of the figure for 1,000 streams less is said than is known.
                assertThat(said).as(sum.group()).isCloseTo(all, within(1 + 0.5 * thousands));
                assertThat(Double.parseDouble(sum.group(4 + 2 * kind)))
                        .as(sum.group())
                        .isGreaterThanOrEqualTo(said / 0.8);
            }
        }
        for (String manifest : List.of("k8s/deployment/deployment.yaml", "k8s/knative/service.yaml")) {
            assertThat(text(manifest)).contains("memory: 192Mi", "memory: 512Mi");
        }
        assertSays(
                "docs/deploy.md",
                "512 MiB as the limit, which carries 10,000 streams, and 192 MiB as the request, which is 3,000");
    }

    @Test
    void of_a_first_look_without_keys() {
        assertSays(
                "docs/deploy.md",
                "podman build -f src/main/docker/Dockerfile.native -t dev.local/lintel:dev .",
                "podman save -o lintel.tar dev.local/lintel:dev",
                "kind load image-archive lintel.tar",
                "sudo k3s ctr images import lintel.tar",
                "kubectl -n lintel port-forward service/jaeger 16686");
        for (String overlay : List.of("dev", "knative-dev")) {
            assertThat(text("k8s/overlays/" + overlay + "/kustomization.yaml"))
                    .contains("newName: dev.local/lintel", "newTag: dev", "../../components/jaeger");
        }
        assertThat(text("k8s/components/jaeger/jaeger.yaml")).contains("port: 16686");
    }

    @Test
    void of_collectors() {
        assertSays("docs/deploy.md", "refuses at 80 % of the container's limit", "with a volume of 2 GiB");
        assertThat(text("k8s/components/queue-on-disk/volume.yaml")).contains("storage: 2Gi");
        assertThat(text("k8s/observability/kustomization.yaml")).contains("- otlp");
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
        for (String flag : List.of(
                "-R:MaxNewSize=32m",
                "-R:+ExitOnOutOfMemoryError",
                "-H:-PartialUnroll",
                "-H:-LoopPeeling",
                "-H:-LoopUnswitch")) {
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

    /** The two figures, native and JVM, of a row. */
    private static double[] figures(String page, String what) {
        MatchResult row = Pattern.compile("\\| " + what + " \\| (\\d+) \\| (\\d+) \\|")
                .matcher(page)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("No row " + what));
        return new double[] {Double.parseDouble(row.group(1)), Double.parseDouble(row.group(2))};
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
