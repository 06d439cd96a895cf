package dev.lintel.testing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Kubernetes manifests that are applied together, read as strictly as an API server reads them under strict field
 * validation: an unknown or misplaced field, a field given twice, and a number where text is due are refused.
 */
public final class Manifests {

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
            Map.entry("v1 ConfigMap", ConfigMap.class),
            Map.entry("v1 PersistentVolumeClaim", PersistentVolumeClaim.class),
            Map.entry("v1 Secret", Secret.class),
            Map.entry("v1 Service", Service.class),
            Map.entry("v1 ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1 Deployment", Deployment.class),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("monitoring.coreos.com/v1 PodMonitor", PodMonitor.class),
            Map.entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("serving.knative.dev/v1 Service", io.fabric8.knative.serving.v1.Service.class));

    private static final ObjectMapper STRICT = strict();

    private final List<JsonNode> trees;
    private final List<HasMetadata> objects;

    private Manifests(List<JsonNode> trees) {
        this.trees = trees;
        this.objects = trees.stream().map(Manifests::object).toList();
    }

    /** The manifests in a text, of one document or several; throws {@link IllegalArgumentException} at a wrong one. */
    public static Manifests read(String yaml) {
        try (MappingIterator<JsonNode> documents =
                STRICT.readerFor(JsonNode.class).readValues(yaml)) {
            return new Manifests(documents.readAll());
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** All manifests in these directories. */
    public static Manifests in(Path... directories) {
        List<String> texts = new ArrayList<>();
        for (Path directory : directories) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(Manifests::isManifest).sorted().toList()) {
                    texts.add(Files.readString(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return read(String.join("\n---\n", texts));
    }

    /** All objects of one kind. */
    public <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The object of one kind that has this name. */
    public <T extends HasMetadata> T named(String name, Class<T> kind) {
        return all(kind).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + kind.getSimpleName() + " is named " + name));
    }

    /** The pods that would come of Deployments and Knative Services. */
    public List<Pod> pods() {
        Stream<Pod> plain = all(Deployment.class).stream()
                .map(deployment -> deployment.getSpec().getTemplate())
                .map(pod -> new Pod(
                        pod.getMetadata().getLabels(),
                        pod.getSpec().getContainers(),
                        pod.getSpec().getVolumes(),
                        pod.getSpec().getEnableServiceLinks()));
        Stream<Pod> knative = all(io.fabric8.knative.serving.v1.Service.class).stream()
                .map(service -> service.getSpec().getTemplate())
                .map(pod -> new Pod(
                        pod.getMetadata().getLabels(),
                        pod.getSpec().getContainers(),
                        pod.getSpec().getVolumes(),
                        pod.getSpec().getEnableServiceLinks()));
        return Stream.concat(plain, knative).toList();
    }

    /** The Knative Services as they are written, for {@link KnativeRules}. */
    public List<JsonNode> knativeServices() {
        return written("serving.knative.dev/v1 Service");
    }

    /** The objects of a version and kind as they are written, such as {@code apps/v1 Deployment}. */
    List<JsonNode> written(String kind) {
        return trees.stream().filter(tree -> kind(tree).equals(kind)).toList();
    }

    private static boolean isManifest(Path file) {
        // The others are kustomize's own.
        return file.toString().endsWith(".yaml")
                && !file.endsWith("kustomization.yaml")
                && !file.endsWith("name-references.yaml");
    }

    private static HasMetadata object(JsonNode tree) {
        Class<? extends HasMetadata> type = KINDS.get(kind(tree));
        if (type == null) {
            throw new IllegalArgumentException("No kind that is known here: " + kind(tree));
        }
        try {
            return STRICT.treeToValue(tree, type);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String kind(JsonNode tree) {
        return tree.path("apiVersion").asText() + " " + tree.path("kind").asText();
    }

    private static ObjectMapper strict() {
        YAMLMapper mapper = YAMLMapper.builder()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
                .annotationIntrospector(new NoCollectorOfUnknownFields())
                .build();
        for (CoercionInputShape scalar :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(scalar, CoercionAction.Fail);
        }
        for (LogicalType number : List.of(LogicalType.Integer, LogicalType.Boolean)) {
            mapper.coercionConfigFor(number).setCoercion(CoercionInputShape.String, CoercionAction.Fail);
        }
        return mapper;
    }

    /** What a pod of either kind of workload has. */
    public record Pod(
            Map<String, String> labels, List<Container> containers, List<Volume> volumes, Boolean serviceLinks) {}

    /** The models put fields that they do not know into a map of additional properties: here that map takes none. */
    private static final class NoCollectorOfUnknownFields extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return Boolean.FALSE;
        }
    }
}
