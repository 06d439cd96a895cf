package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lintel.testing.Alongside;
import dev.lintel.testing.ClusterPolicy;
import dev.lintel.testing.Helm;
import dev.lintel.testing.KnativeRules;
import dev.lintel.testing.Manifests;
import dev.lintel.testing.Manifests.Pod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Helm chart renders is what a cluster takes, and fits together, with the values of each file of its ci. */
@Alongside
class ChartTest {

    private static final Path CASES = Helm.CHART.resolve("ci");

    static Stream<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.map(Path::toString).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_cluster_takes_it(String values) {
        Manifests manifests = Helm.rendered("--values", values);

        assertThat(manifests.pods()).hasSize(1);
        assertThat(manifests.knativeServices())
                .allSatisfy(
                        service -> assertThat(KnativeRules.refusals(service)).isEmpty());
        assertThat(ClusterPolicy.faultsOfPods(manifests)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void it_fits_together(String values) {
        Manifests manifests = Helm.rendered("--values", values);
        Pod pod = manifests.pods().get(0);
        Container container = pod.containers().get(0);
        Set<String> ports =
                container.getPorts().stream().map(port -> port.getName()).collect(Collectors.toSet());

        assertThat(pod.volumes().get(0).getConfigMap().getName()).isIn(names(manifests.all(ConfigMap.class)));
        assertThat(manifests.all(Service.class)).allSatisfy(service -> {
            assertThat(pod.labels()).containsAllEntriesOf(service.getSpec().getSelector());
            assertThat(service.getSpec().getPorts())
                    .allSatisfy(
                            port -> assertThat(port.getTargetPort().getStrVal()).isIn(ports));
        });
        assertThat(manifests.all(HorizontalPodAutoscaler.class))
                .allSatisfy(scaler -> assertThat(
                                scaler.getSpec().getScaleTargetRef().getName())
                        .isIn(names(manifests.all(Deployment.class))));
        assertThat(manifests.all(PodDisruptionBudget.class))
                .allSatisfy(budget -> assertThat(pod.labels())
                        .containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels()));
        assertThat(manifests.all(PodMonitor.class)).allSatisfy(monitor -> {
            assertThat(pod.labels())
                    .containsAllEntriesOf(monitor.getSpec().getSelector().getMatchLabels());
            assertThat(monitor.getSpec().getPodMetricsEndpoints().get(0).getPort())
                    .isIn(ports);
        });
        // A Secret that is created is the one that the pod reads.
        assertThat(manifests.all(Secret.class))
                .allSatisfy(secret -> assertThat(
                                container.getEnvFrom().get(0).getSecretRef().getName())
                        .isEqualTo(secret.getMetadata().getName()));
        assertThat(manifests.all(ServiceAccount.class))
                .allSatisfy(account ->
                        assertThat(account.getAutomountServiceAccountToken()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "full"})
    void a_deployment_loses_no_stream_and_only_those_reach_it_who_should(String values) {
        assertThat(ClusterPolicy.faultsOfDeployment(Helm.rendered("--values", file(values))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void helm_finds_no_fault_in_it(String values) {
        assertThat(Helm.lint("--values", values))
                .satisfies(result ->
                        assertThat(result.status()).as(result.output()).isZero());
    }

    @Test
    void another_configuration_is_another_revision() {
        String before = configOf(Helm.rendered());
        Manifests after = Helm.rendered("--set", "config=demo: {enabled: true}");

        assertThat(before).matches("lintel-config-[0-9a-f]{10}");
        assertThat(configOf(after)).matches("lintel-config-[0-9a-f]{10}").isNotEqualTo(before);
        assertThat(after.named(configOf(after), ConfigMap.class).getData())
                .containsEntry("application.yaml", "demo: {enabled: true}\n");
    }

    @Test
    void another_configuration_reaches_pods_that_run_where_it_is_to_be_reloaded() {
        assertThat(configOf(Helm.rendered("--set", "onConfigChange=reload"))).isEqualTo("lintel-config");
        assertThat(Helm.template("--set", "onConfigChange=reload,profile=trial").output())
                .isNotEqualTo(Helm.template("--set", "onConfigChange=reload").output());
    }

    @Test
    void other_keys_make_new_pods() {
        assertThat(Helm.template("--set", "keys.create.OPENAI_API_KEY=a", "--show-only", "templates/deployment.yaml")
                        .output())
                .isNotEqualTo(Helm.template(
                                "--set", "keys.create.OPENAI_API_KEY=b", "--show-only", "templates/deployment.yaml")
                        .output())
                .doesNotContain("OPENAI_API_KEY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind=daemonset | kind",
                "knid=knative | knid",
                "image.tag=latest | image.tag",
                "image.digest=abc | image.digest",
                "onConfigChange=restart | onConfigChange",
                "keys.create.openai=x | invalid propertyName 'openai'",
                "env[0].name=PORT | env.0.name",
                "env[0].name=LISTENER_ADMIN_PORT | env.0.name",
                "otlp.endpoint=collector:4317 | otlp.endpoint",
                "otlp.protocol=http | otlp.protocol",
                "shutdown.drainSeconds=540s | shutdown.drainSeconds",
                "resources.limits=null | resources",
                "volumes[0].name=config | volumes.0.name",
                "service.type=ExternalName | service.type",
                "service.port=70000 | service.port",
                "autoscaling.cpu=80% | autoscaling.cpu",
                "autoscaling.minReplicas=0 | autoscaling.minReplicas",
                "podMonitor.interval=30 | podMonitor.interval",
                "networkPolicy.monitoringNamespace= | networkPolicy.monitoringNamespace",
                "networkPolicy.egress=all | networkPolicy",
            })
    void the_schema_refuses(String value, String where) {
        Helm.Result result = Helm.template("--set", value);

        assertThat(result.status()).isPositive();
        // Paths are written with dots by one helm, with slashes by another.
        assertThat(result.errors().replace('/', '.')).contains("schema", where);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shutdown.graceSeconds=500 | streams would be cut off",
                "shutdown.preStopSeconds=60 | streams would be cut off",
                "kind=knative,knative.timeoutSeconds=300 | streams would be cut off",
                "kind=knative,podMonitor.enabled=true | no admin port",
                "kind=knative,nodeSelector.pool=llm | feature flags",
                "autoscaling.minReplicas=11 | autoscaling.minReplicas",
                "config=a: [ | config is no YAML",
            })
    void it_renders_nothing_for_what_cannot_be_meant(String value, String why) {
        Helm.Result result = Helm.template("--set", value);

        assertThat(result.status()).isPositive();
        assertThat(result.errors()).contains(why);
    }

    @Test
    void alerts_and_dashboard_are_those_of_deploy_grafana() throws IOException {
        Manifests manifests = Helm.rendered("--values", file("full"));

        assertThat(manifests.named("gateway", PrometheusRule.class).getSpec())
                .isEqualTo(Manifests.in(Path.of("k8s/components/alerts"))
                        .named("lintel", PrometheusRule.class)
                        .getSpec());
        assertThat(manifests
                        .named("gateway-dashboard", ConfigMap.class)
                        .getData()
                        .get("lintel.json")
                        .strip())
                .isEqualTo(
                        Files.readString(Path.of("deploy/grafana/lintel.json")).strip());
    }

    @Test
    void its_configuration_is_that_of_the_manifests() throws IOException {
        YAMLMapper yaml = new YAMLMapper();

        assertThat(yaml.readTree(yaml.readTree(Helm.CHART.resolve("values.yaml").toFile())
                        .path("config")
                        .asText()))
                .isEqualTo(yaml.readTree(Path.of("k8s/base/application.yaml").toFile()));
    }

    private static String configOf(Manifests manifests) {
        return manifests.pods().get(0).volumes().get(0).getConfigMap().getName();
    }

    private static List<String> names(List<? extends HasMetadata> objects) {
        return objects.stream().map(object -> object.getMetadata().getName()).toList();
    }

    private static String file(String values) {
        return CASES.resolve(values + "-values.yaml").toString();
    }
}
