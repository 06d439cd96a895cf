package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver.Protocol;
import dev.lintel.testing.OtlpReceiver.ReceivedMetric;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.Readme;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** README.md keeps its word, on the packaged application. Its first command itself is started by e2e/dev/run. */
@Alongside
final class ReadmeIT extends Packaged {

    /** An address of this machine at which only those answer that listen at all addresses. */
    private static final String OTHER_LOOPBACK = "127.0.0.2";

    // Run it

    @Test
    void the_first_call_is_answered_as_a_stream_and_its_trace_is_shown_without_a_key() {
        Readme.Call call = Readme.under("Run it").call();
        try (LintelProcess lintel = dev().start();
                RawClient client = RawClient.connect(lintel.url())) {
            Answer answer =
                    client.post(call.target(), call.headerLines(), call.body()).readAnswer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.head().field("content-type").orElseThrow()).startsWith("text/event-stream");
            assertThat(answer.text()).startsWith("data: {").contains("hello").endsWith("data: [DONE]\n\n");
            assertThat(answer.head().field("traceresponse").orElseThrow())
                    .matches("00-" + call.traceId() + "-[0-9a-f]{16}-01");

            collector.awaitTrace(call.traceId(), 3);
            Answer shown = look(client, "/traces/last");
            assertThat(shown.status()).isEqualTo(200);
            assertThat(shown.text()).startsWith(call.traceId()).contains("lintel: POST " + CHAT, "chat demo");
            assertThat(look(client, "/traces").status()).isEqualTo(200);
        }
    }

    @Test
    void the_container_of_the_first_screen_serves_and_shows_its_trace() {
        Readme run = Readme.under("Run it");
        Readme.Call call = run.call();
        Preparation container = prepared();
        for (String variable : run.variables("docker run ")) {
            container = container.with(variable.split("=")[0], variable.split("=")[1]);
        }
        try (LintelProcess lintel = container.start();
                RawClient client = RawClient.connect(lintel.url())) {
            // As through the container's port.
            assertThat(isReached(lintel.url(), OTHER_LOOPBACK)).isTrue();
            assertThat(client.post(call.target(), call.headerLines(), call.body())
                            .readAnswer()
                            .status())
                    .isEqualTo(200);
            collector.awaitTrace(call.traceId(), 3);
            assertThat(look(client, "/traces/last").text()).startsWith(call.traceId());
        }
    }

    @Test
    void the_dev_profile_is_reached_from_this_machine_alone_and_others_from_everywhere() {
        try (LintelProcess lintel = dev().start()) {
            assertThat(isReached(lintel.url(), OTHER_LOOPBACK)).isFalse();
        }
        try (LintelProcess lintel = LintelProcess.in(directory)
                .without("LISTENER_HOST")
                .with("DEMO_ENABLED", "true")
                .with("OTEL_SDK_DISABLED", "true")
                .start()) {
            assertThat(isReached(lintel.url(), OTHER_LOOPBACK)).isTrue();
        }
    }

    @Test
    void elsewhere_the_viewer_and_its_intake_want_the_key() {
        try (LintelProcess lintel = prepared()
                        .with("DEMO_ENABLED", "true")
                        .with("VIEWER_ENABLED", "true")
                        .with("VIEWER_ACCESS_KEY", "open-sesame")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertThat(client.get("/traces/last").readAnswer().status()).isEqualTo(401);
            assertThat(client.get("/traces").readAnswer().status()).isEqualTo(401);
            assertThat(client.post("/v1/traces", "{}").readAnswer().status()).isEqualTo(401);
            String key = "authorization: Bearer open-sesame\r\n";
            assertThat(client.post("/v1/traces", key, "{}").readAnswer().status())
                    .isEqualTo(200);
        }
    }

    // Serve a provider

    @Test
    void openai_by_its_key_alone_is_the_default_and_claims_its_models() {
        try (LintelProcess lintel = prepared()
                        .with("OPENAI_API_KEY", "sk-1")
                        .with("OPENAI_BASE_URL", url("openai"))
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            for (String model : List.of("gpt-4o-mini", "o3", "text-embedding-3-small", "made-up")) {
                assertServed(client, model, "openai", model, "sk-1");
            }

            String metrics = client.get("/q/metrics").readAnswer().text();
            assertThat(metrics.lines()
                            .filter(line -> line.startsWith("gen_ai_client_operation_duration_seconds_count"))
                            .flatMap(line -> Stream.of(line.split("[{,}]")))
                            .filter(label -> label.startsWith("gen_ai_request_model=")))
                    .containsExactlyInAnyOrder(
                            "gen_ai_request_model=\"gpt-4o-mini\"",
                            "gen_ai_request_model=\"o3\"",
                            "gen_ai_request_model=\"text-embedding-3-small\"",
                            "gen_ai_request_model=\"_OTHER\"");
        }
    }

    @Test
    void the_file_is_taken_as_it_stands_and_calls_go_where_it_says() {
        try (LintelProcess lintel = prepared()
                        .with("OPENAI_API_KEY", "sk-openai")
                        .with("GROQ_API_KEY", "sk-groq")
                        .withFile("config/application.yaml", fileWithProvidersHere())
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertServed(client, "fast", "openai", "gpt-4o-mini", "sk-openai");
            assertServed(client, "groq/gpt-4o", "groq", "gpt-4o", "sk-groq");
            assertServed(client, "llama-3.3-70b", "groq", "llama-3.3-70b", "sk-groq");
            assertServed(client, "o3", "openai", "o3", "sk-openai");
            assertServed(client, "unheard-of", "openai", "unheard-of", "sk-openai");
        }
    }

    @Test
    void an_alias_goes_before_a_providers_name_and_that_before_its_models() {
        String aliases =
                "\nmodel_aliases: {groq/llama-3: {targets: [openai/gpt-4o]}, llama-4: {targets: [openai/o3]}}\n";
        try (LintelProcess lintel = prepared()
                        .with("OPENAI_API_KEY", "sk-openai")
                        .with("GROQ_API_KEY", "sk-groq")
                        .withFile(
                                "config/application.yaml",
                                fileWithProvidersHere().replaceAll("(?m)^model_aliases:\n  .*\n", "") + aliases)
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertServed(client, "groq/llama-3", "openai", "gpt-4o", "sk-openai");
            assertServed(client, "llama-4", "openai", "o3", "sk-openai");
            assertServed(client, "openai/llama-3", "openai", "llama-3", "sk-openai");
        }
    }

    @Test
    void the_share_of_new_traces_in_the_file_is_a_quarter() {
        assertThat(fileWithProvidersHere()).contains("random_sampling: 25");
        try (LintelProcess lintel = prepared()
                        .with("OPENAI_API_KEY", "sk-openai")
                        .with("GROQ_API_KEY", "sk-groq")
                        .withFile("config/application.yaml", fileWithProvidersHere())
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            long kept = 0;
            for (int call = 0; call < 200; call++) {
                client.post(CHAT, "{\"model\":\"o3\",\"messages\":[]}");
                upstream.next().answer("{}");
                kept += client.readAnswer()
                                .head()
                                .field("traceresponse")
                                .orElseThrow()
                                .endsWith("-03")
                        ? 1
                        : 0;
            }

            // Beyond these lies less than one run in ten million.
            assertThat(kept).isBetween(18L, 88L);
        }
    }

    @Test
    void the_standard_variables_say_where_telemetry_goes() {
        String command = Readme.under("Serve a provider").blocks("sh").get(1);
        assertThat(command)
                .contains("OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_EXPORTER_OTLP_ENDPOINT=http://");
        try (LintelProcess lintel = prepared()
                        .with("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                        .with("OTEL_METRIC_EXPORT_INTERVAL", "50")
                        .with("OPENAI_API_KEY", "sk-1")
                        .with("OPENAI_BASE_URL", url("openai"))
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertServed(client, "gpt-4o", "openai", "gpt-4o", "sk-1");

            collector.awaitSpans(3, span -> true);
            collector.awaitMetric("gen_ai.client.operation.duration", (ReceivedMetric metric) -> true);
            assertThat(collector.requests()).allMatch(request -> request.protocol() == Protocol.HTTP);
        }
    }

    /** As README has it, with the providers' addresses in the place of the internet's. */
    private String fileWithProvidersHere() {
        String yaml = Readme.under("Serve a provider").blocks("yaml").get(0);
        assertThat(yaml).contains("https://api.openai.com/v1", "https://api.groq.com/openai/v1");
        return yaml.replace("https://api.openai.com/v1", url("openai"))
                .replace("https://api.groq.com/openai/v1", url("groq"));
    }

    private void assertServed(RawClient client, String model, String provider, String sent, String key) {
        client.post(CHAT, "authorization: Bearer of-the-client\r\n", "{\"model\":\"" + model + "\",\"messages\":[]}");
        Exchange exchange = upstream.next();
        assertThat(exchange.head().target()).isEqualTo("/" + provider + CHAT);
        assertThat(exchange.text()).isEqualTo("{\"model\":\"" + sent + "\",\"messages\":[]}");
        assertThat(exchange.head().all("authorization")).containsExactly("Bearer " + key);
        exchange.answer("{}");
        assertThat(client.readAnswer().status()).isEqualTo(200);
    }

    private Preparation dev() {
        return prepared().with("QUARKUS_PROFILE", "dev").without("LISTENER_HOST");
    }

    private static boolean isReached(URI url, String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(address), url.getPort()));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    // In the dev profile traces are shown at this machine's own names only.
    private static Answer look(RawClient client, String path) {
        return client.send("GET " + path + " HTTP/1.1\r\nhost: localhost\r\n\r\n")
                .readAnswer();
    }
}
