package dev.lintel.process.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.ErrorEnvelope;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.QuietPort;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import java.net.URI;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** With a port of its own for those who look after it, the packaged application shows them nothing on the other, and callers nothing there. */
@Alongside
final class AdminPortIT extends Packaged {

    private static final String KEY = "authorization: Bearer viewer-key\r\n";
    private static final String ACCESS = "/q/log/levels/dev.lintel.access";
    private static final String[] OFFERED = {"/q/config", "/q/log/levels", ACCESS};
    private static final String NO_SPANS = "{\"resourceSpans\":[]}";

    @Test
    void health_metrics_and_viewer_are_on_it_alone_and_calls_are_not() {
        URI admin = URI.create("http://127.0.0.1:" + QuietPort.find());
        try (LintelProcess lintel = prepared()
                        .with("DEMO_ENABLED", "true")
                        .with("VIEWER_ENABLED", "true")
                        .with("VIEWER_ACCESS_KEY", "viewer-key")
                        .with("LISTENER_ADMIN_PORT", String.valueOf(admin.getPort()))
                        .start();
                RawClient calls = RawClient.connect(lintel.url());
                RawClient care = RawClient.connect(admin)) {
            for (String path : new String[] {
                "/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics", "/traces"
            }) {
                assertThat(get(care, path).status()).as(path).isEqualTo(200);
                ErrorEnvelope.assertError(get(calls, path), 404, "not_found");
            }
            for (String path : new String[] {"//q/metrics", "/q//metrics", "/%71/health", "/q", "/q/", "/q/metrics/"}) {
                ErrorEnvelope.assertError(get(calls, path), 404, "not_found");
            }
            for (String path : new String[] {"/./traces", "/v1/../q/health"}) {
                ErrorEnvelope.assertError(get(calls, path), 400, "invalid_path");
            }

            assertThat(calls.post(CHAT, TO_DEMO).readAnswer().status()).isEqualTo(200);
            assertThat(get(calls, "/v1/models").status()).isEqualTo(200);
            assertThat(calls.post("/v1/traces", KEY, NO_SPANS).readAnswer().status())
                    .isEqualTo(200);
            ErrorEnvelope.assertError(care.post(CHAT, TO_DEMO).readAnswer(), 404, "not_found");
            ErrorEnvelope.assertError(get(care, "/v1/models"), 404, "not_found");
            ErrorEnvelope.assertError(care.post("/v1/traces", KEY, NO_SPANS).readAnswer(), 404, "not_found");
            ErrorEnvelope.assertError(get(care, "/traces.json"), 404, "not_found");
        }
    }

    @Test
    void it_answers_while_the_last_calls_end() {
        int port = QuietPort.find();
        try (LintelProcess lintel = prepared()
                .withFile("config/application.yaml", fakeInYaml())
                .with("LISTENER_ADMIN_PORT", String.valueOf(port))
                .start()) {
            try (RawClient client = RawClient.connect(lintel.url()).post(CHAT, "{\"model\":\"m\"}")) {
                Exchange exchange = upstream.next();
                lintel.terminate();
                lintel.awaitLine(Pattern.compile("Waiting for the calls under way: 1"));
                try (RawClient care = RawClient.connect(URI.create("http://127.0.0.1:" + port))) {
                    assertThat(get(care, "/q/health/live").status()).isEqualTo(200);
                    assertThat(get(care, "/q/health/ready").status()).isEqualTo(503);
                }
                exchange.answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
            assertThat(lintel.awaitExit()).isEqualTo(143);
        }
    }

    @Test
    void levels_of_the_log_and_the_configuration_are_on_it_alone() {
        URI admin = URI.create("http://127.0.0.1:" + QuietPort.find());
        try (LintelProcess lintel = prepared()
                        .with("DEMO_ENABLED", "true")
                        .with("VIEWER_ENABLED", "true")
                        .with("VIEWER_ACCESS_KEY", "viewer-key")
                        .with("LISTENER_ADMIN_PORT", String.valueOf(admin.getPort()))
                        .start();
                RawClient calls = RawClient.connect(lintel.url());
                RawClient care = RawClient.connect(admin)) {
            for (String path : OFFERED) {
                assertThat(get(calls, path).status()).as(path).isEqualTo(404);
                assertThat(ask(calls, "PUT", path + "?level=DEBUG").status())
                        .as(path)
                        .isEqualTo(404);
                assertThat(get(care, path).status()).as(path).isEqualTo(200);
            }
            assertThat(get(care, "/q/config").text()).contains("viewer", "***").doesNotContain("viewer-key");

            assertThat(get(care, ACCESS).text()).contains("\"INFO\"");
            assertThat(ask(care, "PUT", ACCESS + "?level=off").text()).contains("\"OFF\"");
            assertThat(get(care, "/q/log/levels").text()).contains("\"dev.lintel.access\" : \"OFF\"");
            assertThat(calls.post(CHAT, TO_DEMO).readAnswer().status()).isEqualTo(200);
            // What is answered behind it on its connection is so after its end, and with that its line.
            assertThat(get(calls, "/q/config").status()).isEqualTo(404);
            assertThat(ask(care, "DELETE", ACCESS).text()).contains("\"INFO\"");
            assertThat(calls.post("/v1/embeddings", TO_DEMO).readAnswer().status())
                    .isBetween(200, 400);
            lintel.awaitLine(Pattern.compile("/v1/embeddings"));
            assertThat(lintel.log()).doesNotContain(CHAT);
        }
    }

    @Test
    void a_level_that_is_none_and_a_web_page_are_refused() {
        URI admin = URI.create("http://127.0.0.1:" + QuietPort.find());
        try (LintelProcess lintel = prepared()
                        .with("DEMO_ENABLED", "true")
                        .with("LISTENER_ADMIN_PORT", String.valueOf(admin.getPort()))
                        .start();
                RawClient calls = RawClient.connect(lintel.url());
                RawClient care = RawClient.connect(admin)) {
            ErrorEnvelope.assertError(ask(care, "PUT", ACCESS + "?level=loud"), 400, "invalid_level", "level");
            ErrorEnvelope.assertError(ask(care, "PUT", ACCESS), 400, "invalid_level", "level");
            Answer unnamed = ask(care, "PUT", "/q/log/levels/a%0Ab?level=INFO");
            ErrorEnvelope.assertError(unnamed, 400, "invalid_category", "category");
            ErrorEnvelope.assertError(ask(care, "POST", ACCESS + "?level=OFF"), 405, "method_not_allowed");
            Answer page = care.send("PUT " + ACCESS + "?level=OFF HTTP/1.1\r\nhost: a\r\norigin: http://a\r\n\r\n")
                    .readAnswer();
            ErrorEnvelope.assertError(page, 403, "origin_not_allowed");
            assertThat(get(care, ACCESS).text()).contains("\"INFO\"");
            assertThat(get(calls, "/q/log/levels").status()).isEqualTo(404);
            assertThat(lintel.log()).doesNotContain("The log level of");
        }
    }

    @Test
    void where_there_is_none_they_are_nowhere() {
        try (LintelProcess lintel = prepared().with("DEMO_ENABLED", "true").start();
                RawClient calls = RawClient.connect(lintel.url())) {
            assertThat(get(calls, "/q/metrics").status()).isEqualTo(200);
            for (String path : OFFERED) {
                assertThat(get(calls, path).status()).as(path).isEqualTo(404);
                assertThat(ask(calls, "PUT", path + "?level=DEBUG").status())
                        .as(path)
                        .isEqualTo(404);
            }
            assertThat(lintel.log()).doesNotContain("The log level of");
        }
    }

    private static Answer ask(RawClient client, String method, String path) {
        return client.send(method + " " + path + " HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n")
                .readAnswer();
    }

    private static Answer get(RawClient client, String path) {
        return client.send("GET " + path + " HTTP/1.1\r\nhost: a\r\n" + KEY + "\r\n")
                .readAnswer();
    }
}
