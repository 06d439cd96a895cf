package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.lintel.testing.KnativeRules;
import dev.lintel.testing.Manifests;
import dev.lintel.testing.Manifests.Pod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is under k8s is what a cluster takes, and fits together: as it is written, and as kubectl renders it. */
class ManifestsTest {

    private static final Path K8S = Path.of("k8s");
    private static final Path BASE = K8S.resolve("base");
    private static final Path KNATIVE = K8S.resolve("knative");
    private static final Path DEPLOYMENT = K8S.resolve("deployment");
    private static final Path OBSERVABILITY = K8S.resolve("observability");

    /** The defaults of shutdown.drain_timeout and shutdown.flush_timeout. */
    private static final long DRAIN_SECONDS = 20;

    private static final long FLUSH_SECONDS = 5;

    /** What calls that are broken off take to hear of it, and what the process takes to go. */
    private static final long LEAVING_SECONDS = 2;

    /** How long Knative's proxy waits for another call before Lintel hears SIGTERM. */
    private static final long KNATIVE_QUIET_SECONDS = 30;

    @Test
    void knative_takes_its_service() {
        Manifests manifests = Manifests.in(BASE, KNATIVE);

        assertThat(manifests.knativeServices()).hasSize(1);
        assertFits(manifests);
        assertServes(manifests.pods().get(0));
    }

    @Test
    void kubernetes_takes_the_deployment() {
        Manifests manifests = Manifests.in(BASE, DEPLOYMENT);

        assertFits(manifests);
        assertServes(manifests.pods().get(0));
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
        long beforeTheSignal = pod.getContainers()
                .get(0)
                .getLifecycle()
                .getPreStop()
                .getSleep()
                .getSeconds();

        assertThat(pod.getTerminationGracePeriodSeconds())
                .isGreaterThan(beforeTheSignal + DRAIN_SECONDS + FLUSH_SECONDS + LEAVING_SECONDS);
    }

    @Test
    void a_stream_on_knative_has_most_of_the_time_that_its_pod_has_to_end() {
        Manifests manifests = Manifests.in(KNATIVE);
        String drain = manifests.pods().get(0).containers().get(0).getEnv().stream()
                .filter(variable -> variable.getName().equals("SHUTDOWN_DRAIN_TIMEOUT"))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
        long least =
                KNATIVE_QUIET_SECONDS + Long.parseLong(drain.replaceFirst("s$", "")) + FLUSH_SECONDS + LEAVING_SECONDS;

        assertThat(manifests
                        .knativeServices()
                        .get(0)
                        .at("/spec/template/spec/timeoutSeconds")
                        .asLong())
                .isBetween(least + 1, least + 60);
    }

    @Test
    void the_collector_stands_where_lintel_sends_to() {
        Manifests collector = Manifests.in(OBSERVABILITY);
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
    }

    private static void assertFits(Manifests manifests) {
        assertThat(manifests.pods()).isNotEmpty();
        assertThat(manifests.knativeServices())
                .allSatisfy(
                        service -> assertThat(KnativeRules.refusals(service)).isEmpty());
        Set<String> configs = manifests.all(ConfigMap.class).stream()
                .map(config -> config.getMetadata().getName())
                .collect(Collectors.toSet());
        assertThat(manifests.pods()).allSatisfy(pod -> {
            assertThat(pod.serviceLinks()).isFalse();
            assertThat(pod.containers()).allSatisfy(container -> assertTight(container.getSecurityContext()));
            assertThat(pod.volumes())
                    .allSatisfy(volume ->
                            assertThat(volume.getConfigMap().getName()).isIn(configs));
        });
        assertThat(manifests.all(Service.class)).allSatisfy(service -> assertReachesPods(service, manifests));
    }

    private static void assertTight(SecurityContext context) {
        assertThat(context.getRunAsNonRoot()).isTrue();
        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
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
        assertThat(container.getPorts())
                .extracting(ContainerPort::getContainerPort)
                .containsExactly(12_000);
        assertAsks("/q/health/started", container.getStartupProbe());
        assertAsks("/q/health/ready", container.getReadinessProbe());
        assertAsks("/q/health/live", container.getLivenessProbe());
        assertThat(container.getVolumeMounts()).singleElement().satisfies(mount -> {
            assertThat(mount.getMountPath()).isEqualTo("/app/config");
            assertThat(mount.getReadOnly()).isTrue();
        });
        assertThat(container.getEnvFrom())
                .extracting(source -> source.getSecretRef().getName())
                .containsExactly("lintel-keys");
        assertThat(container.getResources().getLimits()).containsKey("memory");
    }

    private static void assertAsks(String path, Probe probe) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        assertThat(probe.getHttpGet().getPort().getIntVal()).isEqualTo(12_000);
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
