package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.testing.ClusterPolicy;
import dev.lintel.testing.KnativeRules;
import dev.lintel.testing.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A manifest that is wrong in one place does not pass for one that a cluster takes. */
class RefusedManifestsTest {

    private static final Path KNATIVE = Path.of("k8s/knative/service.yaml");
    private static final Path DEPLOYMENT = Path.of("k8s/deployment/deployment.yaml");

    @ParameterizedTest
    @CsvSource({
        // Unknown, misplaced, given twice, and of another type.
        "'readOnlyRootFilesystem:', 'readOnlyRootFileSystem:'",
        "'enableServiceLinks:', 'enableServiceLink:'",
        "'timeoutSeconds:', 'additionalProperties:'",
        "'containerConcurrency:', 'readOnlyRootFilesystem:'",
        "'containerConcurrency:', 'timeoutSeconds:'",
        "'target: \"100\"', 'target: 100'",
        "'containerPort: 12000', 'containerPort: \"12000\"'",
        "'readOnly: true', 'readOnly: \"true\"'",
        "'kind: Service', 'kind: Servise'",
    })
    void by_any_cluster(String right, String wrong) throws IOException {
        String manifest = changed(right, wrong);

        assertThatIllegalArgumentException().isThrownBy(() -> Manifests.read(manifest));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "readOnly: true | readOnly: false | .containers[].volumeMounts[].readOnly",
                "containerPort: 12000 | hostPort: 12000 | .containers[].ports[].hostPort",
                "name: http1 | name: http | .containers[].ports[].name",
                "name: OTEL_EXPORTER_OTLP_ENDPOINT | name: PORT | .containers[].env[].name",
                "image: ghcr.io/lintel-dev/lintel:0.1.0 | lifecycle: {preStop: {sleep: {seconds: 5}}} | .containers[].lifecycle",
                "containerConcurrency: 0 | terminationGracePeriodSeconds: 45 | .terminationGracePeriodSeconds",
                "containerConcurrency: 0 | securityContext: {runAsNonRoot: true} | .securityContext",
                "timeoutSeconds: 600 | timeoutSeconds: 3600 | .timeoutSeconds",
                "timeoutSeconds: 600 | timeoutSeconds: 60 | .responseStartTimeoutSeconds",
            })
    void by_knative_although_kubernetes_takes_it(String right, String wrong, String path) throws IOException {
        Manifests manifests = Manifests.read(changed(right, wrong));

        assertThat(manifests.knativeServices())
                .singleElement()
                .satisfies(service ->
                        assertThat(KnativeRules.refusals(service)).containsExactly("spec.template.spec" + path));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "automountServiceAccountToken: false | automountServiceAccountToken: true | pod: service account's token",
                "enableServiceLinks: false | hostNetwork: false | pod: service links",
                "allowPrivilegeEscalation: false | allowPrivilegeEscalation: true | container: privilege escalation",
                "allowPrivilegeEscalation: false | privileged: true | container: privilege escalation, container: privileged",
                "drop: [ALL] | drop: [NET_RAW] | container: capabilities",
                "drop: [ALL] | add: [SYS_ADMIN] | container: capabilities",
                "readOnlyRootFilesystem: true | readOnlyRootFilesystem: false | container: root file system",
                "runAsNonRoot: true | runAsNonRoot: false | container: root",
                "type: RuntimeDefault | type: Unconfined | container: seccomp",
                "cpu: 250m | ephemeral-storage: 1Mi | container: requests",
                "memory: 192Mi | ephemeral-storage: 1Mi | container: requests",
                "memory: 512Mi | cpu: 2 | container: memory limit",
                "lintel:0.1.0 | lintel:latest | container: image without a version",
                "lintel:0.1.0 | lintel | container: image without a version",
                "readOnly: true | subPath: application.yaml | container: a subPath is never changed",
            })
    void by_policy_whatever_kind_of_pod_it_is(String right, String wrong, String faults) throws IOException {
        String deployment = changed(DEPLOYMENT, right, wrong);

        assertThat(ClusterPolicy.faultsOfPods(Manifests.read(deployment))).containsExactly(faults.split(", "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "value: 540s | value: 20s | end: a drain of minutes",
                "terminationGracePeriodSeconds: 570 | terminationGracePeriodSeconds: 552 | end: grace beyond the drain",
                "terminationGracePeriodSeconds: 570 | terminationGracePeriodSeconds: 900 | end: grace below what autoscalers wait",
                "topology.kubernetes.io/zone | topology.kubernetes.io/region | spread: zones, each revision by itself",
                "kubernetes.io/hostname | kubernetes.io/arch | spread: hosts, each revision by itself",
                "matchLabelKeys: [pod-template-hash] | minDomains: 1"
                        + " | spread: zones, each revision by itself, spread: hosts, each revision by itself",
                "name: LISTENER_ADMIN_PORT | name: LISTENER_HOST | admin port: on",
                "maxUnavailable: 0 | maxUnavailable: 1 | rollout: a pod too few",
                "minReplicas: 2 | minReplicas: 1 | scaling: two at least",
                "name: memory | name: storage | scaling: sees streams",
                "periodSeconds: 300 | periodSeconds: 15 | scaling: down slowly",
                "stabilizationWindowSeconds: 600 | stabilizationWindowSeconds: 0 | scaling: down after minutes",
                "targetPort: http | targetPort: admin | admin port: exposed",
                "unhealthyPodEvictionPolicy: AlwaysAllow | unhealthyPodEvictionPolicy: IfHealthyBudget"
                        + " | budget: pods that are not ready may go",
                "policyTypes: [Ingress, Egress] | policyTypes: [Ingress] | reach: both ways",
                "kubernetes.io/metadata.name: monitoring | any: thing | reach: admin port",
                "port: 53 | port: 5353 | reach: names",
                "port: 4317 | port: 14317 | reach: collector",
                "port: 443 | port: 8443 | reach: providers",
                "169.254.0.0/16 | 169.253.0.0/16 | reach: the cloud's own addresses",
            })
    void by_policy_of_a_lintel_that_serves_in_earnest(String right, String wrong, String faults) throws IOException {
        Manifests manifests = Manifests.read(changed(whole(), right, wrong));

        assertThat(ClusterPolicy.faultsOfDeployment(manifests)).isNotEmpty();
        assertThat(String.join(", ", ClusterPolicy.faultsOfDeployment(manifests)))
                .isEqualTo(faults);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy"})
    void by_policy_where_one_is_missing(String kind) throws IOException {
        String without = Arrays.stream(whole().split("\n---\n"))
                .filter(manifest -> !manifest.contains("kind: " + kind))
                .collect(Collectors.joining("\n---\n"));

        assertThat(ClusterPolicy.faultsOfDeployment(Manifests.read(without)))
                .first()
                .asString()
                .startsWith("no ")
                .endsWith(kind);
    }

    @Test
    void by_policy_with_an_ingress_for_anyone() throws IOException {
        String open = changed(whole(), "  egress:\n", "    - ports: [{port: 12000}]\n  egress:\n    - to: []\n");

        assertThat(ClusterPolicy.faultsOfDeployment(Manifests.read(open)))
                .containsExactly("reach: by anyone", "reach: anything");
    }

    @ParameterizedTest
    @ValueSource(strings = {"started", "ready", "live"})
    void by_policy_with_a_probe_on_the_port_of_calls(String probe) throws IOException {
        String path = "path: /q/health/" + probe + "\n              port: ";
        String asked = changed(whole(), path + "admin", path + "http");

        assertThat(ClusterPolicy.faultsOfDeployment(Manifests.read(asked)))
                .singleElement()
                .asString()
                .startsWith("admin port: ");
    }

    /** All that stands under k8s/deployment. */
    private static String whole() throws IOException {
        try (Stream<Path> files = Files.list(DEPLOYMENT.getParent())) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(file -> !file.endsWith("kustomization.yaml"))
                    .sorted()
                    .toList()) {
                text.append("\n---\n").append(Files.readString(file));
            }
            return text.toString();
        }
    }

    private static String changed(Path file, String right, String wrong) throws IOException {
        return changed(Files.readString(file), right, wrong);
    }

    private static String changed(String manifest, String right, String wrong) {
        assertThat(manifest).contains(right);
        return manifest.replace(right, wrong);
    }

    private static String changed(String right, String wrong) throws IOException {
        return changed(KNATIVE, right, wrong);
    }
}
