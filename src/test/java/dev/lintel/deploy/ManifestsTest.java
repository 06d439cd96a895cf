package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.ClusterPolicy;
import dev.lintel.testing.KnativeRules;
import dev.lintel.testing.Manifests;
import dev.lintel.testing.Manifests.Pod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is under k8s is what a cluster takes, and fits together: as it is written, and as kubectl renders it. */
@Alongside
class ManifestsTest {

    private static final Path K8S = Path.of("k8s");
    private static final Path KNATIVE = K8S.resolve("knative");
    private static final Path DEPLOYMENT = K8S.resolve("deployment");
    private static final Path COLLECTOR = K8S.resolve("observability/collector");

    /** What kustomizations generate the ConfigMaps of. */
    private static final Set<String> GENERATED = Set.of("lintel-config", "otel-collector-config");

    /** The default of shutdown.flush_timeout. */
    private static final long FLUSH_SECONDS = 5;

    /** What calls that are broken off take to hear of it, and what the process takes to go. */
    private static final long LEAVING_SECONDS = 2;

    /** How long Knative's proxy waits for another call before Lintel hears SIGTERM. */
    private static final long KNATIVE_QUIET_SECONDS = 30;

    @Test
    void knative_takes_its_service() {
        Manifests manifests = Manifests.in(KNATIVE);

        assertThat(manifests.knativeServices()).hasSize(1);
        assertFits(manifests);
        assertServes(manifests.pods().get(0));
    }

    @Test
    void kubernetes_takes_the_deployment() {
        Manifests manifests = Manifests.in(DEPLOYMENT);

        assertFits(manifests);
        assertServes(manifests.pods().get(0));
        assertThat(ClusterPolicy.faultsOfDeployment(manifests)).isEmpty();
        assertThat(manifests.all(HorizontalPodAutoscaler.class))
                .extracting(scaler -> scaler.getSpec().getScaleTargetRef().getName())
                .containsExactly("lintel");
    }

    @Test
    void a_pod_of_the_deployment_has_the_time_to_end() {
        PodSpec pod = Manifests.in(DEPLOYMENT)
                .named("lintel", Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec();
        Container container = pod.getContainers().get(0);
        long beforeTheSignal = container.getLifecycle().getPreStop().getSleep().getSeconds();

        assertThat(pod.getTerminationGracePeriodSeconds())
                .isGreaterThan(beforeTheSignal + drainSeconds(container) + FLUSH_SECONDS + LEAVING_SECONDS);
    }

    @Test
    void a_stream_on_knative_has_most_of_the_time_that_its_pod_has_to_end() {
        Manifests manifests = Manifests.in(KNATIVE);
        long least = KNATIVE_QUIET_SECONDS
                + drainSeconds(manifests.pods().get(0).containers().get(0))
                + FLUSH_SECONDS
                + LEAVING_SECONDS;

        assertThat(manifests
                        .knativeServices()
                        .get(0)
                        .at("/spec/template/spec/timeoutSeconds")
                        .asLong())
                .isBetween(least + 1, least + 60);
    }

    @Test
    void the_collector_stands_where_lintel_sends_to() {
        Manifests collector = Manifests.in(COLLECTOR);
        List<String> endpoints = Manifests.in(KNATIVE, DEPLOYMENT).pods().stream()
                .flatMap(pod -> pod.containers().get(0).getEnv().stream())
                .filter(variable -> variable.getName().equals("OTEL_EXPORTER_OTLP_ENDPOINT"))
                .map(EnvVar::getValue)
                .toList();

        assertFits(collector);
        assertThat(endpoints).hasSize(2).containsOnly("http://otel-collector:4317");
        assertThat(collector.named("otel-collector", Service.class).getSpec().getPorts())
                .anyMatch(port -> port.getPort().equals(4317));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "knative-dev", "knative-prod"})
    void kubectl_renders_of_an_overlay_what_a_cluster_takes(String overlay) throws IOException, InterruptedException {
        Manifests manifests = Manifests.read(kustomize(K8S.resolve("overlays").resolve(overlay)));

        assertFits(manifests);
        assertServes(manifests.pods().stream()
                .filter(pod -> pod.labels().containsValue("lintel"))
                .findFirst()
                .orElseThrow());
        // Another configuration is another name, and so another revision.
        assertThat(manifests.all(ConfigMap.class))
                .extracting(config -> config.getMetadata().getName())
                .isNotEmpty()
                .allMatch(name -> name.matches("[a-z-]+-[0-9a-z]{10}"));
    }

    @Test
    void the_overlay_for_production_loses_no_stream() throws IOException, InterruptedException {
        assertThat(ClusterPolicy.faultsOfDeployment(Manifests.read(kustomize(K8S.resolve("overlays/prod")))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "knative-dev"})
    void an_overlay_to_try_things_on_pulls_no_image_of_lintel(String overlay) throws IOException, InterruptedException {
        Manifests manifests = Manifests.read(kustomize(K8S.resolve("overlays").resolve(overlay)));

        assertThat(manifests.pods().stream()
                        .filter(pod -> pod.labels().containsValue("lintel"))
                        .flatMap(pod -> pod.containers().stream()))
                .singleElement()
                .satisfies(container -> {
                    assertThat(container.getImage()).isEqualTo("dev.local/lintel:dev");
                    assertThat(container.getImagePullPolicy()).isEqualTo("Never");
                });
    }

    @Test
    void components_fit_the_deployment(@TempDir Path directory) throws IOException, InterruptedException {
        Manifests manifests = Manifests.read(kustomize(overlay(
                directory,
                List.of("deployment", "observability/otlp"),
                List.of("reload", "pod-monitor", "alerts", "scale-by-calls", "queue-on-disk"))));

        assertThat(ClusterPolicy.faultsOfPods(manifests)).isEmpty();
        assertThat(ClusterPolicy.faultsOfDeployment(manifests)).isEmpty();
        manifests.named("lintel-config", ConfigMap.class);
        assertThat(manifests.named("lintel", PodMonitor.class).getSpec().getPodMetricsEndpoints())
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.getPort()).isEqualTo("admin"));
        manifests.named("otel-collector-queue", PersistentVolumeClaim.class);
        assertThat(manifests
                        .named("otel-collector", Deployment.class)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers())
                .singleElement()
                .satisfies(container -> assertThat(container.getEnv())
                        .filteredOn(variable -> variable.getName().equals("QUEUE_STORAGE"))
                        .extracting(EnvVar::getValue)
                        .containsExactly("file_storage"));
    }

    @Test
    void a_changed_configuration_is_another_revision(@TempDir Path directory) throws IOException, InterruptedException {
        Path overlay = overlay(directory, List.of("knative"), List.of());
        String before = configOfKnative(overlay);
        Files.writeString(overlay.resolve("application.yaml"), "demo: {enabled: true}\n");
        Files.writeString(
                overlay.resolve("kustomization.yaml"),
                Files.readString(overlay.resolve("kustomization.yaml"))
                        + "configMapGenerator: [{name: lintel-config, behavior: replace, files: [application.yaml]}]\n");

        assertThat(configOfKnative(overlay)).startsWith("lintel-config-").isNotEqualTo(before);
    }

    private static String configOfKnative(Path overlay) throws IOException, InterruptedException {
        return Manifests.read(kustomize(overlay))
                .pods()
                .get(0)
                .volumes()
                .get(0)
                .getConfigMap()
                .getName();
    }

    /** An overlay of one's own: these directories of k8s with these components. */
    private static Path overlay(Path directory, List<String> resources, List<String> components) throws IOException {
        Path overlay = Files.createDirectory(directory.resolve("overlay"));
        Path k8s = overlay.toRealPath().relativize(K8S.toRealPath());
        Files.writeString(
                overlay.resolve("kustomization.yaml"),
                "resources: "
                        + resources.stream()
                                .map(name -> k8s.resolve(name).toString())
                                .toList() + "\ncomponents: "
                        + components.stream()
                                .map(name ->
                                        k8s.resolve("components").resolve(name).toString())
                                .toList()
                        + "\n");
        return overlay;
    }

    private static long drainSeconds(Container container) {
        return container.getEnv().stream()
                .filter(variable -> variable.getName().equals("SHUTDOWN_DRAIN_TIMEOUT"))
                .map(variable -> Long.parseLong(variable.getValue().replaceFirst("s$", "")))
                .findFirst()
                .orElseThrow();
    }

    private static void assertFits(Manifests manifests) {
        assertThat(manifests.pods()).isNotEmpty();
        assertThat(manifests.knativeServices())
                .allSatisfy(
                        service -> assertThat(KnativeRules.refusals(service)).isEmpty());
        assertThat(ClusterPolicy.faultsOfPods(manifests)).isEmpty();
        Set<String> rendered = manifests.all(ConfigMap.class).stream()
                .map(config -> config.getMetadata().getName())
                .collect(Collectors.toSet());
        Set<String> configs = rendered.isEmpty() ? GENERATED : rendered;
        assertThat(manifests.pods())
                .flatMap(Pod::volumes)
                .filteredOn(volume -> volume.getConfigMap() != null)
                .allSatisfy(
                        volume -> assertThat(volume.getConfigMap().getName()).isIn(configs));
        assertThat(manifests.all(Service.class)).allSatisfy(service -> assertReachesPods(service, manifests));
    }

    private static void assertReachesPods(Service service, Manifests manifests) {
        Map<String, String> selector = service.getSpec().getSelector();
        List<String> ports = manifests.pods().stream()
                .filter(pod -> pod.labels().entrySet().containsAll(selector.entrySet()))
                .flatMap(pod -> pod.containers().stream())
                .flatMap(container -> container.getPorts().stream())
                .map(ContainerPort::getName)
                .toList();

        assertThat(service.getSpec().getPorts())
                .isNotEmpty()
                .allSatisfy(port -> assertThat(port.getTargetPort().getStrVal()).isIn(ports));
    }

    /** The container listens where the probes ask, and finds its configuration and its keys. */
    private static void assertServes(Pod pod) {
        Container container = pod.containers().get(0);
        assertThat(container.getPorts().get(0).getContainerPort()).isEqualTo(12_000);
        assertAsks("/q/health/started", container.getStartupProbe(), container);
        assertAsks("/q/health/ready", container.getReadinessProbe(), container);
        assertAsks("/q/health/live", container.getLivenessProbe(), container);
        assertThat(container.getVolumeMounts()).singleElement().satisfies(mount -> {
            assertThat(mount.getMountPath()).isEqualTo("/app/config");
            assertThat(mount.getReadOnly()).isTrue();
        });
        assertThat(container.getEnvFrom())
                .extracting(source -> source.getSecretRef().getName())
                .containsExactly("lintel-keys");
        assertThat(container.getResources().getLimits()).containsKey("memory");
    }

    /** On the port by which Lintel serves, or on the one that it names for this. */
    private static void assertAsks(String path, Probe probe, Container container) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        IntOrString port = probe.getHttpGet().getPort();
        if (port.getStrVal() == null) {
            assertThat(port.getIntVal()).isEqualTo(12_000);
        } else {
            assertThat(container.getPorts())
                    .filteredOn(named -> named.getName().equals(port.getStrVal()))
                    .extracting(named -> named.getContainerPort().toString())
                    .containsExactlyElementsOf(container.getEnv().stream()
                            .filter(variable -> variable.getName().equals("LISTENER_ADMIN_PORT"))
                            .map(EnvVar::getValue)
                            .toList());
        }
    }

    private static String kustomize(Path overlay) throws IOException, InterruptedException {
        Process kubectl;
        try {
            kubectl = new ProcessBuilder("kubectl", "kustomize", overlay.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException absent) {
            return abort("No kubectl here to render the overlays with: " + absent.getMessage());
        }
        String rendered = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).as("kubectl kustomize " + overlay).isZero();
        return rendered;
    }
}
