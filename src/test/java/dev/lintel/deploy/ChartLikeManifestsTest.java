package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.Helm;
import dev.lintel.testing.Manifests;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** With its values as delivered the Helm chart renders what the manifests under k8s say, but for the labels of its release. */
@Alongside
class ChartLikeManifestsTest {

    private static final Path DEPLOYMENT = Path.of("k8s/deployment");
    private static final Path KNATIVE = Path.of("k8s/knative");

    @Test
    void the_deployment_rolls_and_ends_as_the_plain_one() {
        DeploymentSpec chart = deployment(Helm.rendered());
        DeploymentSpec plain = deployment(Manifests.in(DEPLOYMENT));
        PodSpec pod = chart.getTemplate().getSpec();
        PodSpec plainPod = plain.getTemplate().getSpec();

        assertThat(chart.getReplicas()).isEqualTo(plain.getReplicas());
        assertThat(chart.getStrategy()).isEqualTo(plain.getStrategy());
        assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(plainPod.getTerminationGracePeriodSeconds());
        assertThat(pod.getSecurityContext()).isEqualTo(plainPod.getSecurityContext());
        assertThat(pod.getTopologySpreadConstraints())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("labelSelector")
                .containsExactlyElementsOf(plainPod.getTopologySpreadConstraints());
        assertThat(pod.getTopologySpreadConstraints())
                .extracting(TopologySpreadConstraint::getLabelSelector)
                .containsOnly(chart.getSelector());
        assertSameContainer(pod.getContainers().get(0), plainPod.getContainers().get(0));
    }

    @Test
    void a_knative_service_scales_and_ends_as_the_plain_one() {
        var chart = knative(Helm.rendered("--set", "kind=knative"));
        var plain = knative(Manifests.in(KNATIVE));
        var pod = chart.getSpec().getTemplate().getSpec();
        var plainPod = plain.getSpec().getTemplate().getSpec();

        assertThat(chart.getMetadata().getLabels())
                .containsAllEntriesOf(plain.getMetadata().getLabels());
        assertThat(chart.getSpec().getTemplate().getMetadata().getAnnotations())
                .isEqualTo(plain.getSpec().getTemplate().getMetadata().getAnnotations());
        assertThat(pod.getContainerConcurrency()).isEqualTo(plainPod.getContainerConcurrency());
        assertThat(pod.getTimeoutSeconds()).isEqualTo(plainPod.getTimeoutSeconds());
        assertThat(pod.getResponseStartTimeoutSeconds()).isEqualTo(plainPod.getResponseStartTimeoutSeconds());
        assertSameContainer(pod.getContainers().get(0), plainPod.getContainers().get(0));
    }

    @Test
    void it_scales_and_goes_one_by_one_as_the_plain_one() {
        Manifests chart = Helm.rendered();
        Manifests plain = Manifests.in(DEPLOYMENT);

        assertThat(chart.named("lintel", HorizontalPodAutoscaler.class).getSpec())
                .isEqualTo(plain.named("lintel", HorizontalPodAutoscaler.class).getSpec());
        assertThat(chart.named("lintel", PodDisruptionBudget.class).getSpec())
                .usingRecursiveComparison()
                .ignoringFields("selector")
                .isEqualTo(plain.named("lintel", PodDisruptionBudget.class).getSpec());
    }

    @Test
    void the_same_may_reach_it_and_be_reached() {
        assertSameReach(Helm.rendered(), Manifests.in(DEPLOYMENT));
        assertSameReach(Helm.rendered("--set", "kind=knative"), Manifests.in(KNATIVE));
    }

    @Test
    void prometheus_reads_the_same() {
        assertThat(Helm.rendered("--set", "podMonitor.enabled=true")
                        .named("lintel", PodMonitor.class)
                        .getSpec()
                        .getPodMetricsEndpoints())
                .isEqualTo(Manifests.in(Path.of("k8s/components/pod-monitor"))
                        .named("lintel", PodMonitor.class)
                        .getSpec()
                        .getPodMetricsEndpoints());
    }

    private static void assertSameReach(Manifests chart, Manifests plain) {
        assertThat(chart.named("lintel", NetworkPolicy.class).getSpec())
                .usingRecursiveComparison()
                .ignoringFields("podSelector")
                .isEqualTo(plain.named("lintel", NetworkPolicy.class).getSpec());
    }

    /** But for the order of variables, and what is pulled when. */
    private static void assertSameContainer(Container chart, Container plain) {
        assertThat(chart.getEnv()).containsExactlyInAnyOrderElementsOf(plain.getEnv());
        assertThat(chart.getEnv()).extracting(EnvVar::getName).doesNotHaveDuplicates();
        assertThat(chart)
                .usingRecursiveComparison()
                .ignoringFields("env", "imagePullPolicy")
                .isEqualTo(plain);
    }

    private static DeploymentSpec deployment(Manifests manifests) {
        return manifests.named("lintel", Deployment.class).getSpec();
    }

    private static io.fabric8.knative.serving.v1.Service knative(Manifests manifests) {
        return manifests.named("lintel", io.fabric8.knative.serving.v1.Service.class);
    }
}
