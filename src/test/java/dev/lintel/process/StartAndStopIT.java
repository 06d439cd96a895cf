package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver.Manners;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged application from its start, with whatever it is configured by, to its end. */
@Execution(ExecutionMode.CONCURRENT)
@Alongside
final class StartAndStopIT extends Packaged {

    /** What the virtual machine and the operating system make of a process that SIGTERM has ended. */
    private static final Integer[] ENDED_BY_SIGTERM = {0, 143};

    // Start

    @Test
    void a_file_in_the_working_directory_configures_it() {
        try (LintelProcess lintel = prepared()
                        .withFile("config/application.yaml", providerInYaml("from-file"))
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.post(CHAT, "{\"model\":\"any\"}");
            assertServedBy("from-file", client);
        }
    }

    @Test
    void a_file_elsewhere_configures_it_when_it_is_told_so() {
        try (LintelProcess lintel = prepared()
                        .withFile("elsewhere/lintel.yaml", providerInYaml("from-elsewhere"))
                        .with(
                                "QUARKUS_CONFIG_LOCATIONS",
                                directory.resolve("elsewhere/lintel.yaml").toString())
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.post(CHAT, "{\"model\":\"any\"}");
            assertServedBy("from-elsewhere", client);
        }
    }

    @Test
    void a_file_elsewhere_wins_over_variables_but_where_it_says_that_they_do() {
        Preparation prepared = prepared()
                .with(
                        "QUARKUS_CONFIG_LOCATIONS",
                        directory.resolve("lintel.yaml").toString())
                .with("DEMO_ENABLED", "false");
        try (LintelProcess lintel =
                prepared.withFile("lintel.yaml", "demo: {enabled: true}").start()) {
            assertThat(lintel.url()).isNotNull();
        }
        try (LintelProcess lintel = prepared.withFile("lintel.yaml", "{config_ordinal: 265, demo: {enabled: true}}")
                .start()) {
            assertThat(lintel.awaitExit()).isPositive();
            assertThat(lintel.log()).contains("providers: there is none");
        }
    }

    @Test
    void the_key_of_openai_in_the_environment_is_enough() {
        try (LintelProcess lintel = prepared()
                        .with("OPENAI_API_KEY", "s3cret")
                        .with("OPENAI_BASE_URL", url("openai"))
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.post(CHAT, "{\"model\":\"any\"}");
            Exchange exchange = assertServedBy("openai", client);
            assertThat(exchange.head().all("authorization")).containsExactly("Bearer s3cret");
        }
    }

    @Test
    void each_source_wins_over_those_below_it() {
        List<String> files = List.of(
                "config/application-prod.yaml",
                "config/application.yaml",
                "config/application.properties",
                "application.yaml");
        LintelProcess.Preparation prepared = prepared().with("DEMO_ENABLED", "true");
        files.forEach(file -> prepared.withFile(
                file, file.endsWith("yaml") ? "listener: {max_calls: '" + file + "'}" : "listener.max_calls=" + file));
        prepared.withFile(".env", "LISTENER_MAX_CALLS=.env");
        prepared.withFile("named.yaml", "listener: {max_calls: named}");

        assertRefused(prepared.with("QUARKUS_CONFIG_LOCATIONS", "named.yaml"), "named");
        prepared.without("QUARKUS_CONFIG_LOCATIONS");
        assertRefused(prepared.with("LISTENER_MAX_CALLS", "variable"), "variable");
        prepared.without("LISTENER_MAX_CALLS");
        assertRefused(prepared, ".env");
        prepared.withFile(".env", "");
        assertRefused(prepared, "config/application-prod.yaml");
        prepared.withFile("config/application-prod.yaml", "");
        assertRefused(prepared, "config/application.yaml");
        prepared.withFile("config/application.yaml", "");
        assertRefused(prepared, "config/application.properties");
        prepared.withFile("config/application.properties", "");
        try (LintelProcess lintel = prepared.start()) {
            assertThat(lintel.url()).hasScheme("http");
        }
    }

    private static void assertRefused(LintelProcess.Preparation prepared, String value) {
        try (LintelProcess lintel = prepared.start()) {
            assertThat(lintel.awaitExit()).isEqualTo(1);
            assertThat(lintel.errors()).containsExactly("listener.max_calls: '" + value + "' is not a whole number");
        }
    }

    @Test
    void variables_alone_say_where_openai_is_and_make_other_providers_and_callers() {
        String hash = "f10f781241e2246678b6b45c857069208152a53863e47fac33f607ab405006f4";
        try (LintelProcess lintel = prepared()
                        .with("OPENAI_API_KEY", "s3cret")
                        .with("PROVIDERS_OPENAI_BASE_URL", url("openai"))
                        .with("PROVIDERS_MY_OWN_BASE_URL", url("own"))
                        .with("MODEL_ALIASES_FAST_TARGETS", "my-own/small")
                        .with("CALLERS_TEAM_A_KEY_SHA256", hash)
                        .with("PROVIDERS_PORT_80_TCP_ADDR", "10.0.0.1")
                        .with("PROVIDERS_SERVICE_HOST", "10.0.0.1")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.post(CHAT, "x-api-key: key-a\r\n", "{\"model\":\"any\"}");
            Exchange exchange = assertServedBy("openai", client);
            assertThat(exchange.head().all("authorization")).containsExactly("Bearer s3cret");
            client.post(CHAT, "x-api-key: key-a\r\n", "{\"model\":\"fast\"}");
            assertThat(assertServedBy("own", client).head().all("authorization"))
                    .isEmpty();
            client.post(CHAT, "x-api-key: key-b\r\n", "{\"model\":\"any\"}");
            assertThat(client.readAnswer().status()).isEqualTo(401);
        }
    }

    @Test
    void each_provider_of_the_environment_is_there_and_said_so_and_openai_is_the_default() {
        try (LintelProcess lintel = prepared()
                        .with("OLLAMA_HOST", URI.create(url("any")).getAuthority())
                        .with("GROQ_API_KEY", "s3cret")
                        .with("OPENAI_API_KEY", "s3cret")
                        .with("OPENAI_BASE_URL", url("openai"))
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.post(CHAT, "{\"model\":\"any\"}");
            assertServedBy("openai", client);
            client.post(CHAT, "{\"model\":\"ollama/any\"}");
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo("/v1/chat/completions");
            assertThat(exchange.head().all("authorization")).isEmpty();
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            assertThat(lintel.log())
                    .contains("Provider 'openai' at " + url("openai")
                            + ", by OPENAI_API_KEY, OPENAI_BASE_URL, the default.")
                    .contains("Provider 'groq' at https://api.groq.com/openai/v1, by GROQ_API_KEY.")
                    .contains("Provider 'ollama' at http://127.0.0.1:" + upstream.port() + "/v1, by OLLAMA_HOST.")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void PORT_wins_over_the_configured_port() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LintelProcess lintel = prepared()
                        .with("DEMO_ENABLED", "true")
                        .with("PORT", "0")
                        .withFile("config/application.yaml", "listener: {port: " + taken.getLocalPort() + "}")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertThat(client.get("/q/health/ready").readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void the_configured_port_is_taken_without_PORT() {
        try (LintelProcess lintel = prepared()
                        .with("DEMO_ENABLED", "true")
                        .without("PORT")
                        .withFile("config/application.yaml", "listener: {port: 0}")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertThat(client.get("/q/health/ready").readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void at_0_percent_only_the_traces_of_callers_are_kept() {
        try (LintelProcess lintel = prepared()
                        .with("DEMO_ENABLED", "true")
                        .with("TRACING_RANDOM_SAMPLING", "0")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            Answer fresh = client.post(CHAT, TO_DEMO).readAnswer();
            assertThat(fresh.head().field("traceresponse").orElseThrow()).endsWith("-02");
            Answer continued = client.post(CHAT, SAMPLED, TO_DEMO).readAnswer();
            assertThat(continued.head().field("traceresponse").orElseThrow()).matches("00-" + TRACE_ID + "-.{16}-01");

            collector.awaitTrace(TRACE_ID, 3);
            assertThat(collector.spans()).hasSize(3);
        }
    }

    @Test
    void at_100_percent_which_is_the_default_all_new_traces_are_kept() {
        try (LintelProcess lintel = prepared().with("DEMO_ENABLED", "true").start();
                RawClient client = RawClient.connect(lintel.url())) {
            Answer fresh = client.post(CHAT, TO_DEMO).readAnswer();
            String traceresponse = fresh.head().field("traceresponse").orElseThrow();
            assertThat(traceresponse).endsWith("-03");
            assertThat(collector.awaitTrace(traceresponse.substring(3, 35), 3)).hasSize(3);
        }
    }

    // The way through

    @Test
    void tracecontext_is_read_and_baggage_passes_though_only_another_format_is_named() {
        try (LintelProcess lintel = prepared()
                        .with("TRACING_PROPAGATORS", "xray")
                        .withFile("config/application.yaml", providerInYaml("from-file"))
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.post(CHAT, SAMPLED + "baggage: a=1 , b=2\r\n", "{\"model\":\"any\"}");
            Exchange exchange = assertServedBy("from-file", client);

            assertThat(exchange.head().field("traceparent").orElseThrow()).startsWith("00-" + TRACE_ID);
            assertThat(exchange.head().all("baggage")).containsExactly("a=1 , b=2");
        }
    }

    @Test
    void no_key_and_no_content_is_ever_logged() {
        upstream.close();
        try (LintelProcess lintel = prepared()
                        .withFile("config/application.yaml", providerInYaml("from-file"))
                        .with("QUARKUS_LOG_LEVEL", "INFO")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            String keys = "authorization: Bearer s3cret-one\r\nx-api-key: s3cret-two\r\n";
            client.post(CHAT + "?key=s3cret-three", keys, "{\"model\":\"any\",\"messages\":[\"s3cret-four\"]}");
            assertThat(client.readAnswer().status()).isEqualTo(502);
            client.post(CHAT, keys, "s3cret-five");
            assertThat(client.readAnswer().status()).isEqualTo(400);
            lintel.terminate();
            lintel.awaitExit();

            assertThat(lintel.log()).contains("from-file").doesNotContain("s3cret");
        }
    }

    // End

    @Test
    void SIGTERM_ends_it_with_the_spans_of_all_calls_exported() {
        try (LintelProcess lintel = prepared()
                        .with("DEMO_ENABLED", "true")
                        .with("OTEL_BSP_SCHEDULE_DELAY", "3600000")
                        .with("OTEL_METRIC_EXPORT_INTERVAL", "3600000")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            for (int call = 0; call < 5; call++) {
                assertThat(client.post(CHAT, SAMPLED, TO_DEMO).readAnswer().status())
                        .isEqualTo(200);
            }
            assertThat(collector.spans()).isEmpty();

            lintel.terminate();

            assertThat(lintel.awaitExit()).isIn((Object[]) ENDED_BY_SIGTERM);
            assertThat(collector.spans())
                    .hasSize(15)
                    .allMatch(span -> span.traceId().equals(TRACE_ID));
            assertThat(collector.metrics()).anyMatch(metric -> metric.name().equals("http.server.request.duration"));
            assertNoTrouble(lintel);
        }
    }

    @Test
    void SIGTERM_ends_it_when_nothing_has_happened() {
        try (LintelProcess lintel = prepared().with("DEMO_ENABLED", "true").start()) {
            lintel.url();
            lintel.terminate();

            assertThat(lintel.awaitExit()).isIn((Object[]) ENDED_BY_SIGTERM);
            assertNoTrouble(lintel);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HOLD", "OVERLOADED", "HANG_UP"})
    void SIGTERM_ends_it_whatever_the_collector_does(Manners manners) {
        collector.behave(manners);
        try (LintelProcess lintel = prepared().with("DEMO_ENABLED", "true").start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertThat(client.post(CHAT, SAMPLED, TO_DEMO).readAnswer().status())
                    .isEqualTo(200);
            lintel.terminate();

            assertThat(lintel.awaitExit()).isIn((Object[]) ENDED_BY_SIGTERM);
            assertThat(lintel.log()).doesNotContain(STACK_TRACE, "ERROR");
        }
    }

    private String providerInYaml(String name) {
        return """
                providers:
                  %s:
                    base_url: %s
                    access_key: s3cret
                    default: true
                """.formatted(name, url(name));
    }

    private Exchange assertServedBy(String provider, RawClient client) {
        Exchange exchange = upstream.next();
        assertThat(exchange.head().target()).isEqualTo("/" + provider + CHAT);
        exchange.answer("{}");
        assertThat(client.readAnswer().status()).isEqualTo(200);
        return exchange;
    }

    private static void assertNoTrouble(LintelProcess lintel) {
        assertThat(lintel.log()).doesNotContain(STACK_TRACE, "ERROR", "WARN").contains("stopped in");
    }
}
