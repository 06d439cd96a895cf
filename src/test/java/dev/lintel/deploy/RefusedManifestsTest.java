package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.testing.KnativeRules;
import dev.lintel.testing.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A manifest that is wrong in one place does not pass for one that a cluster takes. */
class RefusedManifestsTest {

    private static final Path KNATIVE = Path.of("k8s/knative/service.yaml");

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
                "image: registry.example.com/lintel:0.1.0 | lifecycle: {preStop: {sleep: {seconds: 5}}} | .containers[].lifecycle",
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

    private static String changed(String right, String wrong) throws IOException {
        String manifest = Files.readString(KNATIVE);
        assertThat(manifest).contains(right);
        return manifest.replace(right, wrong);
    }
}
