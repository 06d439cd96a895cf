package dev.lintel.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What manifests must have beyond what a cluster takes: pods without power, and a Lintel that loses no stream when pods come
 * and go, and that only those reach who should.
 */
public final class ClusterPolicy {

    private static final String NAME = "app.kubernetes.io/name";
    private static final String ADMIN_PORT = "12001";

    /** What Lintel needs to end, beside what its manifest says: shutdown.flush_timeout, and to go. */
    private static final int FLUSH_AND_LEAVE_SECONDS = 5 + 2;

    private static final int MINUTES = 120;
    private static final int MOST_THAT_AUTOSCALERS_WAIT = 600;

    private final Manifests manifests;
    private final List<String> faults = new ArrayList<>();

    private ClusterPolicy(Manifests manifests) {
        this.manifests = manifests;
    }

    /** What is wrong with pods of any kind, one line for each. */
    public static List<String> faultsOfPods(Manifests manifests) {
        ClusterPolicy policy = new ClusterPolicy(manifests);
        policy.pods().forEach(policy::checkPod);
        return List.copyOf(policy.faults);
    }

    /** What is wrong with a Lintel that serves in earnest, as a plain Deployment. */
    public static List<String> faultsOfDeployment(Manifests manifests) {
        ClusterPolicy policy = new ClusterPolicy(manifests);
        JsonNode deployment = policy.named("apps/v1 Deployment");
        JsonNode pod = deployment.at("/spec/template/spec");
        policy.checkEnd(pod);
        policy.checkSpread(pod);
        policy.checkAdminPort(pod);
        policy.require(
                deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(1) == 0, "rollout: a pod too few");
        policy.checkScaling(policy.named("autoscaling/v2 HorizontalPodAutoscaler"));
        policy.checkBudget(policy.named("policy/v1 PodDisruptionBudget"));
        policy.checkReach(policy.named("networking.k8s.io/v1 NetworkPolicy"));
        return List.copyOf(policy.faults);
    }

    private void checkPod(JsonNode pod) {
        require(isFalse(pod.path("automountServiceAccountToken")), "pod: service account's token");
        require(isFalse(pod.path("enableServiceLinks")), "pod: service links");
        for (JsonNode container : pod.path("containers")) {
            JsonNode context = container.path("securityContext");
            require(isFalse(context.path("allowPrivilegeEscalation")), "container: privilege escalation");
            require(!context.path("privileged").asBoolean(), "container: privileged");
            require(context.at("/capabilities/drop/0").asText().equals("ALL"), "container: capabilities");
            require(!context.at("/capabilities").has("add"), "container: capabilities");
            require(context.path("readOnlyRootFilesystem").asBoolean(), "container: root file system");
            require(context.path("runAsNonRoot").asBoolean(), "container: root");
            require(context.at("/seccompProfile/type").asText().equals("RuntimeDefault"), "container: seccomp");
            JsonNode resources = container.path("resources");
            require(resources.at("/requests").has("cpu"), "container: requests");
            require(resources.at("/requests").has("memory"), "container: requests");
            require(resources.at("/limits").has("memory"), "container: memory limit");
            require(
                    container.path("image").asText().matches(".*:(?!latest$)[^:/]+"),
                    "container: image without a version");
            container
                    .path("volumeMounts")
                    .forEach(mount -> require(!mount.has("subPath"), "container: a subPath is never changed"));
        }
    }

    private void checkEnd(JsonNode pod) {
        JsonNode container = pod.at("/containers/0");
        long drain = seconds(variable(container, "SHUTDOWN_DRAIN_TIMEOUT"));
        long grace = pod.path("terminationGracePeriodSeconds").asLong(30);
        require(drain >= MINUTES, "end: a drain of minutes");
        require(
                grace > container.at("/lifecycle/preStop/sleep/seconds").asLong() + drain + FLUSH_AND_LEAVE_SECONDS,
                "end: grace beyond the drain");
        require(grace < MOST_THAT_AUTOSCALERS_WAIT, "end: grace below what autoscalers wait");
    }

    private void checkSpread(JsonNode pod) {
        Set<String> topologies = each(pod.path("topologySpreadConstraints"))
                .filter(spread -> texts(spread.path("matchLabelKeys")).contains("pod-template-hash"))
                .map(spread -> spread.path("topologyKey").asText())
                .collect(Collectors.toSet());
        require(topologies.contains("topology.kubernetes.io/zone"), "spread: zones, each revision by itself");
        require(topologies.contains("kubernetes.io/hostname"), "spread: hosts, each revision by itself");
    }

    private void checkAdminPort(JsonNode pod) {
        JsonNode container = pod.at("/containers/0");
        require(variable(container, "LISTENER_ADMIN_PORT").equals(ADMIN_PORT), "admin port: on");
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            String port = container.path(probe).at("/httpGet/port").asText();
            require(port.equals("admin") || port.equals(ADMIN_PORT), "admin port: " + probe);
        }
        manifests.written("v1 Service").stream()
                .filter(service -> isLintels(service.at("/spec/selector")))
                .flatMap(service -> each(service.at("/spec/ports")))
                .forEach(port -> require(
                        !Set.of("admin", ADMIN_PORT)
                                .contains(port.path("targetPort").asText()),
                        "admin port: exposed"));
    }

    private void checkScaling(JsonNode scaler) {
        boolean seesStreams = each(scaler.at("/spec/metrics"))
                .anyMatch(metric -> metric.at("/resource/name").asText().equals("memory")
                        || metric.at("/pods/metric/name").asText().equals("lintel_calls_active"));
        JsonNode down = scaler.at("/spec/behavior/scaleDown");
        boolean slowly = down.path("policies").size() == 1
                && down.at("/policies/0/type").asText().equals("Pods")
                && down.at("/policies/0/value").asInt() == 1
                && down.at("/policies/0/periodSeconds").asInt() >= MINUTES;
        require(scaler.at("/spec/minReplicas").asInt(1) >= 2, "scaling: two at least");
        require(seesStreams, "scaling: sees streams");
        require(slowly, "scaling: down slowly");
        require(down.path("stabilizationWindowSeconds").asInt() >= MINUTES, "scaling: down after minutes");
    }

    private void checkBudget(JsonNode budget) {
        require(isLintels(budget.at("/spec/selector/matchLabels")), "budget: of Lintel's pods");
        require(budget.at("/spec/maxUnavailable").asInt() == 1, "budget: one at a time");
        require(
                budget.at("/spec/unhealthyPodEvictionPolicy").asText().equals("AlwaysAllow"),
                "budget: pods that are not ready may go");
    }

    private void checkReach(JsonNode policy) {
        require(isLintels(policy.at("/spec/podSelector/matchLabels")), "reach: of Lintel's pods");
        require(texts(policy.at("/spec/policyTypes")).equals(List.of("Ingress", "Egress")), "reach: both ways");
        each(policy.at("/spec/ingress")).forEach(rule -> {
            require(!rule.path("from").isEmpty() && !rule.path("ports").isEmpty(), "reach: by anyone");
            boolean admin = each(rule.path("ports"))
                    .anyMatch(port -> port.path("port").asText().equals(ADMIN_PORT));
            require(!admin || each(rule.path("from")).allMatch(ClusterPolicy::isOneNamespace), "reach: admin port");
        });
        each(policy.at("/spec/egress"))
                .forEach(rule -> require(
                        !rule.path("to").isEmpty() && !rule.path("ports").isEmpty(), "reach: anything"));
        Set<String> ports = each(policy.at("/spec/egress"))
                .flatMap(rule -> each(rule.path("ports")))
                .map(port -> port.path("protocol").asText() + port.path("port").asText())
                .collect(Collectors.toSet());
        Map.of("UDP53", "names", "TCP4317", "collector", "TCP4318", "collector", "TCP443", "providers")
                .forEach((port, whom) -> require(ports.contains(port), "reach: " + whom));
        require(
                each(policy.at("/spec/egress"))
                        .flatMap(rule -> each(rule.path("to")))
                        .filter(to -> to.at("/ipBlock/cidr").asText().equals("0.0.0.0/0"))
                        .allMatch(to -> texts(to.at("/ipBlock/except")).contains("169.254.0.0/16")),
                "reach: the cloud's own addresses");
    }

    private Stream<JsonNode> pods() {
        return Stream.of("apps/v1 Deployment", "serving.knative.dev/v1 Service")
                .flatMap(kind -> manifests.written(kind).stream())
                .map(workload -> workload.at("/spec/template/spec"));
    }

    /** Lintel's object of a kind; an empty one where there is none, which has every fault. */
    private JsonNode named(String kind) {
        return manifests.written(kind).stream()
                .filter(object -> isLintels(object.at("/metadata/labels")))
                .findFirst()
                .orElseGet(() -> {
                    faults.add("no " + kind);
                    return MissingNode.getInstance();
                });
    }

    private void require(boolean right, String fault) {
        if (!right && !faults.contains(fault)) {
            faults.add(fault);
        }
    }

    private static boolean isOneNamespace(JsonNode peer) {
        return peer.at("/namespaceSelector/matchLabels").has("kubernetes.io/metadata.name");
    }

    private static boolean isLintels(JsonNode labels) {
        return labels.path(NAME).asText().equals("lintel");
    }

    private static boolean isFalse(JsonNode value) {
        return value.isBoolean() && !value.asBoolean();
    }

    private static String variable(JsonNode container, String name) {
        return each(container.path("env"))
                .filter(variable -> variable.path("name").asText().equals(name))
                .map(variable -> variable.path("value").asText())
                .findFirst()
                .orElse("");
    }

    private static long seconds(String duration) {
        return duration.matches("\\d+s") ? Long.parseLong(duration.substring(0, duration.length() - 1)) : 0;
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<String> texts(JsonNode array) {
        return each(array).map(JsonNode::asText).toList();
    }
}
