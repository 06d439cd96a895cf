package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.FakeUpstream;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged application starts with each file under examples/config, and does what the file is meant to say. */
@Alongside
final class ExampleConfigIT {

    private static final String CHAT = "/v1/chat/completions";
    private static final Path EXAMPLES = Path.of("examples/config");

    @TempDir
    Path directory;

    private FakeUpstream upstream;

    @BeforeEach
    void startUpstream() {
        upstream = FakeUpstream.start();
    }

    @AfterEach
    void stopUpstream() {
        upstream.close();
    }

    static Stream<String> all_files() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("all_files")
    void it_starts_with_the_file_as_it_is(String name) {
        try (LintelProcess lintel = started(text(name));
                RawClient client = RawClient.connect(lintel.url())) {
            assertThat(client.get("/q/health/ready").readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void openai_serves_its_models_what_nobody_claims_and_the_alias() {
        try (LintelProcess lintel = started(text("openai.yaml").replace("https://api.openai.com", here()));
                RawClient client = RawClient.connect(lintel.url())) {
            Map.of("gpt-4o", "gpt-4o", "made-up", "made-up", "fast", "gpt-4o-mini")
                    .forEach((model, sent) -> {
                        Exchange exchange = served(client, model);
                        assertThat(exchange.text()).isEqualTo("{\"model\":\"" + sent + "\",\"messages\":[]}");
                        assertThat(exchange.head().all("authorization")).containsExactly("Bearer sk-test");
                    });
        }
    }

    @Test
    void models_on_this_machine_are_served_by_ollama_and_else_by_vllm_without_a_key() {
        String yaml = text("local.yaml")
                .replace("http://localhost:8000", here() + "/vllm")
                .replace("http://localhost:11434", here() + "/ollama");
        try (LintelProcess lintel = started(yaml);
                RawClient client = RawClient.connect(lintel.url())) {
            Map.of("qwen3", "/ollama", "gemma3:4b", "/ollama", "llama3.3", "/ollama", "mistral", "/vllm")
                    .forEach((model, provider) -> {
                        Exchange exchange = served(client, model);
                        assertThat(exchange.head().target()).isEqualTo(provider + CHAT);
                        assertThat(exchange.head().all("authorization")).isEmpty();
                    });
        }
    }

    private Exchange served(RawClient client, String model) {
        client.post(CHAT, "{\"model\":\"" + model + "\",\"messages\":[]}");
        Exchange exchange = upstream.next();
        exchange.content();
        exchange.answer("{}");
        assertThat(client.readAnswer().status()).isEqualTo(200);
        return exchange;
    }

    private LintelProcess started(String yaml) {
        return LintelProcess.in(directory)
                .with("OTEL_SDK_DISABLED", "true")
                .with("OPENAI_API_KEY", "sk-test")
                .withFile("config/application.yaml", yaml)
                .start();
    }

    private String here() {
        return "http://127.0.0.1:" + upstream.port();
    }

    private static String text(String name) {
        try {
            return Files.readString(EXAMPLES.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
