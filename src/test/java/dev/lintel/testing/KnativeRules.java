package dev.lintel.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Knative Serving takes of a pod's specification. It is less than Kubernetes does, and here it is what an
 * installation takes as delivered, without feature flags; the rest its webhook refuses.
 */
public final class KnativeRules {

    private static final String POD = "spec.template.spec";
    private static final String CONTAINER = POD + ".containers[]";

    private static final Set<String> PROBE = Set.of(
            "exec",
            "failureThreshold",
            "grpc",
            "httpGet",
            "initialDelaySeconds",
            "periodSeconds",
            "successThreshold",
            "tcpSocket",
            "terminationGracePeriodSeconds",
            "timeoutSeconds");

    private static final Map<String, Set<String>> FIELDS = Map.ofEntries(
            Map.entry("spec", Set.of("template", "traffic")),
            Map.entry("spec.template", Set.of("metadata", "spec")),
            Map.entry(
                    POD,
                    Set.of(
                            "automountServiceAccountToken",
                            "containerConcurrency",
                            "containers",
                            "enableServiceLinks",
                            "idleTimeoutSeconds",
                            "imagePullSecrets",
                            "responseStartTimeoutSeconds",
                            "serviceAccountName",
                            "timeoutSeconds",
                            "volumes")),
            Map.entry(
                    CONTAINER,
                    Set.of(
                            "args",
                            "command",
                            "env",
                            "envFrom",
                            "image",
                            "imagePullPolicy",
                            "livenessProbe",
                            "name",
                            "ports",
                            "readinessProbe",
                            "resources",
                            "securityContext",
                            "startupProbe",
                            "terminationMessagePath",
                            "terminationMessagePolicy",
                            "volumeMounts",
                            "workingDir")),
            Map.entry(CONTAINER + ".env[].valueFrom", Set.of("configMapKeyRef", "secretKeyRef")),
            Map.entry(CONTAINER + ".livenessProbe", PROBE),
            Map.entry(CONTAINER + ".readinessProbe", PROBE),
            Map.entry(CONTAINER + ".startupProbe", PROBE),
            Map.entry(CONTAINER + ".ports[]", Set.of("containerPort", "name", "protocol")),
            Map.entry(
                    CONTAINER + ".securityContext",
                    Set.of(
                            "allowPrivilegeEscalation",
                            "capabilities",
                            "privileged",
                            "readOnlyRootFilesystem",
                            "runAsGroup",
                            "runAsNonRoot",
                            "runAsUser",
                            "seccompProfile")),
            Map.entry(CONTAINER + ".volumeMounts[]", Set.of("mountPath", "name", "readOnly", "subPath")),
            Map.entry(POD + ".volumes[]", Set.of("configMap", "emptyDir", "name", "projected", "secret")));

    /** Knative sets these itself. */
    private static final Set<String> RESERVED_VARIABLES = Set.of("PORT", "K_SERVICE", "K_CONFIGURATION", "K_REVISION");

    private static final int MAX_REVISION_TIMEOUT_SECONDS = 600;

    private final List<String> refusals = new ArrayList<>();

    private KnativeRules() {}

    /** What Knative would refuse of a Service, by path; nothing when it is well. */
    public static List<String> refusals(JsonNode service) {
        KnativeRules rules = new KnativeRules();
        rules.checkFields("", service);
        JsonNode pod = service.at("/spec/template/spec");
        rules.checkTimeouts(pod);
        pod.path("containers").forEach(container -> rules.checkContainer(container, pod));
        return List.copyOf(rules.refusals);
    }

    private void checkFields(String path, JsonNode node) {
        if (node.isArray()) {
            node.forEach(element -> checkFields(path + "[]", element));
        }
        Set<String> allowed = FIELDS.get(path);
        node.properties().forEach(field -> {
            String child = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            refuseIf(allowed != null && !allowed.contains(field.getKey()), child);
            checkFields(child, field.getValue());
        });
    }

    private void checkTimeouts(JsonNode pod) {
        int timeout = pod.path("timeoutSeconds").asInt(MAX_REVISION_TIMEOUT_SECONDS);
        refuseIf(timeout > MAX_REVISION_TIMEOUT_SECONDS, POD + ".timeoutSeconds");
        refuseIf(pod.path("responseStartTimeoutSeconds").asInt(0) > timeout, POD + ".responseStartTimeoutSeconds");
    }

    private void checkContainer(JsonNode container, JsonNode pod) {
        container
                .path("env")
                .forEach(variable -> refuseIf(
                        RESERVED_VARIABLES.contains(variable.path("name").asText()), CONTAINER + ".env[].name"));
        JsonNode ports = container.path("ports");
        refuseIf(ports.size() > 1, CONTAINER + ".ports");
        refuseIf(
                !Set.of("", "h2c", "http1").contains(ports.path(0).path("name").asText()), CONTAINER + ".ports[].name");
        // Without a period Knative probes in its own way, which knows no thresholds of failure.
        JsonNode readiness = container.path("readinessProbe");
        refuseIf(
                !readiness.has("periodSeconds")
                        && (readiness.has("failureThreshold") || readiness.has("timeoutSeconds")),
                CONTAINER + ".readinessProbe");
        container
                .path("volumeMounts")
                .forEach(mount -> refuseIf(
                        !mount.path("readOnly").asBoolean() && !isEmptyDirectory(mount, pod),
                        CONTAINER + ".volumeMounts[].readOnly"));
    }

    private static boolean isEmptyDirectory(JsonNode mount, JsonNode pod) {
        for (JsonNode volume : pod.path("volumes")) {
            if (volume.path("name").equals(mount.path("name"))) {
                return volume.has("emptyDir");
            }
        }
        return false;
    }

    private void refuseIf(boolean wrong, String path) {
        if (wrong) {
            refusals.add(path);
        }
    }
}
