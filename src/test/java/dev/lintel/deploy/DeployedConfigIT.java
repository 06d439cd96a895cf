package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application takes the configuration that the manifests under k8s bring, in each of its profiles. */
@Alongside
final class DeployedConfigIT {

    private static final String CONFIG = text(Path.of("k8s/base/application.yaml"));

    @TempDir
    Path directory;

    @Test
    void it_starts_with_a_key_when_no_profile_is_named() {
        try (LintelProcess lintel =
                        prepared(CONFIG).with("OPENAI_API_KEY", "s3cret").start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertThat(client.get("/q/health/ready").readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void it_answers_without_a_key_in_the_trial_profile() {
        try (LintelProcess lintel =
                        prepared(CONFIG).with("QUARKUS_PROFILE", "trial").start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.post("/v1/chat/completions", "{\"model\":\"demo\",\"messages\":[]}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_key_that_does_not_exist_would_be_found_in_either_profile() {
        String wrong = CONFIG.replace("random_sampling:", "random_sample:");

        assertRefused(prepared(wrong).with("OPENAI_API_KEY", "s3cret"));
        assertRefused(prepared(wrong).with("QUARKUS_PROFILE", "trial"));
    }

    @Test
    void it_needs_no_directory_to_write_to() {
        Preparation prepared = prepared(CONFIG)
                .with("QUARKUS_PROFILE", "trial")
                .with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=/proc/nowhere");
        try (LintelProcess lintel = prepared.start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertThat(client.get("/q/health/ready").readAnswer().status()).isEqualTo(200);
        }
    }

    private Preparation prepared(String config) {
        return LintelProcess.in(directory)
                .with("OTEL_SDK_DISABLED", "true")
                .withFile("config/application.yaml", config);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertRefused(Preparation prepared) {
        try (LintelProcess lintel = prepared.start()) {
            assertThat(lintel.awaitExit()).as(lintel.log()).isPositive();
            assertThat(lintel.log()).contains("tracing.random_sample");
        }
    }
}
