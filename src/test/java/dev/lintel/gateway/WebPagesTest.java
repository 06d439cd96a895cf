package dev.lintel.gateway;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.RawHttp2Client;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Web pages that call: only those of origins that may, and what a provider says of origins is none of theirs. */
@QuarkusTest
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = @ResourceArg(name = UpstreamResource.PARTICULAR, value = "true"))
class WebPagesTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY = "{\"model\":\"gpt-4o\"}";
    private static final String PREFLIGHT =
            "access-control-request-method: POST\r\naccess-control-request-headers: authorization,x-own\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "origin: https://evil.example\r\n",
                "origin: null\r\n",
                "origin: https://chat.example.com.evil.example\r\n",
                "origin: https://chat.example.com:8443\r\n",
                "origin: http://chat.example.com\r\n",
                "origin: http://localhost.evil.example\r\n",
                "origin: http://127.0.0.1.evil.example\r\n",
                "origin: http://evil.example/localhost\r\n",
                "origin: http://lintel.test.evil.example\r\n",
                "origin: https://evil.example\r\nsec-fetch-site: same-origin\r\n",
                "sec-fetch-site: cross-site\r\n"
            })
    void a_page_of_an_origin_that_may_not_call_is_refused(String lines) {
        try (RawClient client = RawClient.connect(lintel)) {
            for (String call : new String[] {
                "POST " + CHAT + " HTTP/1.1\r\n" + lines + "content-length: 18\r\nhost: lintel.test\r\n\r\n" + BODY,
                "GET /v1/models HTTP/1.1\r\nhost: lintel.test\r\n" + lines + "\r\n",
                "OPTIONS " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\n" + PREFLIGHT + lines + "\r\n"
            }) {
                Answer answer = client.send(call).readAnswer();
                assertError(answer, 403, "origin_not_allowed");
                assertThat(answer.head().all("access-control-allow-origin")).isEmpty();
            }
        }
        assertThat(spans.attempts()).isEmpty();
        assertThat(spans.servers()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://chat.example.com",
                "HTTPS://Chat.Example.com",
                "http://localhost:3000",
                "http://app.localhost",
                "http://127.0.0.1:8080",
                "https://127.8.9.10",
                "http://[::1]:5173",
                "app://obsidian.md",
                "file://",
                "tauri://localhost",
                "vscode-webview://1a2b",
                "vscode-file://vscode-app",
                "chrome-extension://abcdef",
                "moz-extension://1-2-3"
            })
    void a_page_of_one_that_may_call_reads_its_answer(String origin) {
        HttpHead head = answerTo("origin: " + origin + "\r\nsec-fetch-site: cross-site\r\n");
        assertThat(head.all("access-control-allow-origin")).containsExactly(origin);
        assertThat(head.all("access-control-expose-headers")).containsExactly("*");
        assertThat(head.all("access-control-allow-credentials")).isEmpty();
        assertThat(String.join(",", head.all("vary")))
                .containsIgnoringCase("origin")
                .contains("accept-encoding");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sec-fetch-site: same-origin\r\n",
                "sec-fetch-site: none\r\n",
                "origin: http://lintel.test\r\n",
                "origin: https://lintel.test\r\n"
            })
    void what_is_no_page_or_one_of_the_hosts_own_hears_nothing_of_origins(String lines) {
        HttpHead head = answerTo(lines);
        assertThat(head.fields())
                .noneMatch(
                        field -> field.name().toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
    }

    @Test
    void a_preflight_of_one_that_may_is_answered_here() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("OPTIONS " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\norigin: https://chat.example.com\r\n"
                    + PREFLIGHT + "access-control-request-private-network: true\r\n\r\n");
            HttpHead answer = client.readHead();
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.field("access-control-allow-origin")).contains("https://chat.example.com");
            assertThat(answer.field("access-control-allow-methods").orElseThrow())
                    .contains("POST", "DELETE");
            assertThat(answer.field("access-control-allow-headers")).contains("authorization,x-own");
            assertThat(answer.field("access-control-allow-private-network")).contains("true");
            assertThat(answer.field("access-control-max-age")).contains("7200");
        }
        spans.assertAnsweredHere(204);
    }

    @Test
    void a_refusal_can_be_read_by_a_page_that_may_call() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, "origin: http://localhost:3000\r\n", "{}");
            Answer answer = client.readAnswer();
            assertError(answer, 400, "missing_model", "model");
            assertThat(answer.head().all("access-control-allow-origin")).containsExactly("http://localhost:3000");
        }
    }

    @Test
    void over_http2_the_authority_is_the_host() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            for (String own : new String[] {"http://lintel.test", "https://lintel.test", "http://localhost:3000"}) {
                int stream = client.open(true, "GET", "/v1/files", "origin", own);
                upstream.next().answer("{}");
                assertThat(client.status(stream)).as(own).isEqualTo(200);
                assertThat(client.field(stream, "access-control-allow-origin"))
                        .isEqualTo(own.contains("lintel.test") ? "" : own);
            }
            for (String other : new String[] {"http://lintel.test:81", "https://evil.example", "null"}) {
                int stream = client.open(true, "GET", "/v1/files", "origin", other);
                assertThat(client.status(stream)).as(other).isEqualTo(403);
                assertThat(client.text(stream)).contains("\"origin_not_allowed\"");
            }
            int crossSite = client.open(true, "GET", "/v1/models", "sec-fetch-site", "cross-site");
            assertThat(client.status(crossSite)).isEqualTo(403);
        }
        assertThat(spans.attempts()).hasSize(3);
    }

    private HttpHead answerTo(String lines) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, lines, BODY)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.end(
                    "HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\naccess-control-allow-credentials: true\r\n"
                            + "Access-Control-Expose-Headers: x-a\r\naccess-control-allow-methods: GET\r\n"
                            + "access-control-allow-headers: a\r\naccess-control-max-age: 5\r\nvary: accept-encoding\r\n"
                            + "content-length: 2\r\n\r\n{}");
            return client.readAnswer().head();
        }
    }
}
