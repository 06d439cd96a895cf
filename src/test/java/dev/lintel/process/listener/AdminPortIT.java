package dev.lintel.process.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.DeafPort;
import dev.lintel.testing.ErrorEnvelope;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import java.net.URI;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** With a port of its own for those who look after it, the packaged application shows them nothing on the other, and callers nothing there. */
final class AdminPortIT extends Packaged {

    private static final String KEY = "authorization: Bearer viewer-key\r\n";
    private static final String NO_SPANS = "{\"resourceSpans\":[]}";

    @Test
    void health_metrics_and_viewer_are_on_it_alone_and_calls_are_not() {
        URI admin = URI.create("http://127.0.0.1:" + freePort());
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
        int port = freePort();
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

    private static Answer get(RawClient client, String path) {
        return client.send("GET " + path + " HTTP/1.1\r\nhost: a\r\n" + KEY + "\r\n")
                .readAnswer();
    }

    private static int freePort() {
        try (DeafPort port = DeafPort.open()) {
            return port.number();
        }
    }
}
