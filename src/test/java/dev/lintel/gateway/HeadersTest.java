package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the heads of requests and answers carry across. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class HeadersTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"gpt-4o\"}";

    @Test
    void nothing_is_added_to_a_request_but_credentials_and_the_trace() {
        HttpHead head = requestHead("accept: */*\r\n", PLAIN);
        assertThat(names(head))
                .containsExactlyInAnyOrder(
                        "host",
                        "content-type",
                        "content-length",
                        "accept",
                        "authorization",
                        "traceparent",
                        "tracestate",
                        "via");
    }

    @Test
    void what_lintel_does_not_know_passes() {
        HttpHead head = requestHead(
                "openai-organization: org\r\nopenai-beta: a\r\nopenai-beta: b\r\nx-forwarded-for: 10.0.0.1\r\n"
                        + "user-agent: OpenAI/Python 1.0\r\ncookie: a=b\r\nx-empty:\r\nX-Latin: \u00e9\r\n"
                        + "x-stainless-lang: python\r\nidempotency-key: k\r\nbaggage: a=b;c=d, e=f\r\n",
                PLAIN);
        assertThat(head.field("openai-organization")).contains("org");
        assertThat(head.all("openai-beta")).containsExactly("a", "b");
        assertThat(head.field("x-forwarded-for")).contains("10.0.0.1");
        assertThat(head.field("user-agent")).contains("OpenAI/Python 1.0");
        assertThat(head.field("cookie")).contains("a=b");
        assertThat(head.field("x-empty")).contains("");
        assertThat(head.field("x-latin")).contains("\u00e9");
        assertThat(head.field("x-stainless-lang")).contains("python");
        assertThat(head.field("idempotency-key")).contains("k");
        assertThat(head.field("baggage")).contains("a=b;c=d, e=f");
    }

    @Test
    void the_host_is_the_providers() {
        assertThat(requestHead("", PLAIN).all("host")).containsExactly("127.0.0.1:" + upstream.port());
    }

    @Test
    void hop_by_hop_fields_of_a_request_stay_behind() {
        HttpHead head = requestHead(
                "connection: keep-alive, X-Private\r\nConnection: x-secret\r\nx-private: 1\r\nx-secret: 2\r\n"
                        + "keep-alive: timeout=5\r\nproxy-connection: keep-alive\r\nproxy-authorization: Basic eA==\r\n"
                        + "te: trailers\r\ntrailer: x-sum\r\nx-public: 3\r\n",
                PLAIN);
        assertThat(names(head))
                .doesNotContain(
                        "connection",
                        "x-private",
                        "x-secret",
                        "keep-alive",
                        "proxy-connection",
                        "proxy-authorization",
                        "te",
                        "trailer")
                .contains("x-public");
    }

    @Test
    void a_connection_field_cannot_take_away_what_lintel_itself_writes() {
        HttpHead head = requestHead("connection: host, content-length, authorization, traceparent\r\n", PLAIN);
        assertThat(names(head)).contains("host", "content-length", "authorization", "traceparent");
        assertThat(head.field("authorization")).contains("Bearer fake-key");
    }

    @Test
    void hop_by_hop_fields_of_an_answer_stay_behind() {
        HttpHead head = answerHead(
                "connection: keep-alive, X-Private\r\nConnection: x-secret\r\nx-private: 1\r\nx-secret: 2\r\n"
                        + "keep-alive: timeout=5\r\nproxy-authenticate: Basic\r\nproxy-connection: keep-alive\r\n"
                        + "trailer: x-sum\r\nupgrade: h2c\r\nx-public: 3\r\n");
        assertThat(names(head))
                .doesNotContain(
                        "x-private",
                        "x-secret",
                        "keep-alive",
                        "proxy-authenticate",
                        "proxy-connection",
                        "trailer",
                        "upgrade")
                .contains("x-public");
        assertThat(head.all("connection")).doesNotContain("x-secret").noneMatch(value -> value.contains("X-Private"));
    }

    @Test
    void what_a_provider_says_of_its_own_origin_stays_behind() {
        HttpHead head = answerHead("alt-svc: h3=\":443\"; ma=86400\r\nStrict-Transport-Security: max-age=31536000\r\n"
                + "clear-site-data: \"*\"\r\nnel: {}\r\nreport-to: {}\r\nreporting-endpoints: a=\"b\"\r\n"
                + "access-control-allow-origin: *\r\nAccess-Control-Allow-Private-Network: true\r\n"
                + "access-control-of-tomorrow: 1\r\nx-public: 3\r\n");
        assertThat(names(head))
                .doesNotContain(
                        "alt-svc",
                        "strict-transport-security",
                        "clear-site-data",
                        "nel",
                        "report-to",
                        "reporting-endpoints",
                        "access-control-allow-origin",
                        "access-control-allow-private-network",
                        "access-control-of-tomorrow")
                .contains("x-public");
    }

    @Test
    void the_fields_of_an_answer_pass() {
        HttpHead head =
                answerHead("x-request-id: req_1\r\nopenai-processing-ms: 12\r\nx-ratelimit-limit-requests: 60\r\n"
                        + "set-cookie: a=1; Path=/\r\nset-cookie: b=2\r\nretry-after-ms: 5\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
                        + "server: cloud\r\nx-empty:\r\nx-latin: \u00e9\r\n");
        assertThat(head.field("x-request-id")).contains("req_1");
        assertThat(head.field("openai-processing-ms")).contains("12");
        assertThat(head.field("x-ratelimit-limit-requests")).contains("60");
        assertThat(head.all("set-cookie")).containsExactly("a=1; Path=/", "b=2");
        assertThat(head.field("retry-after-ms")).contains("5");
        assertThat(head.field("date")).contains("Thu, 01 Jan 1970 00:00:00 GMT");
        assertThat(head.field("server")).contains("cloud");
        assertThat(head.field("x-empty")).contains("");
        assertThat(head.field("x-latin")).contains("\u00e9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "other/any", "forwarding/any"})
    void the_clients_keys_never_reach_a_provider(String model) {
        String key = model.startsWith("forwarding") ? "" : "authorization: Bearer client-secret\r\n";
        HttpHead head = requestHead(
                key + "api-key: client-secret\r\nX-API-Key: client-secret\r\nx-api-key: client-secret\r\n",
                "{\"model\":\"" + model + "\"}");
        assertThat(head.toString()).doesNotContain("client-secret");
    }

    @Test
    void the_clients_keys_never_reach_a_provider_with_a_body_that_is_not_read() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("PUT /v1/files/a HTTP/1.1\r\nhost: lintel.test\r\nauthorization: Bearer client-secret\r\n"
                    + "api-key: client-secret\r\nx-api-key: client-secret\r\ncontent-length: 1\r\n\r\nx");
            Exchange exchange = upstream.next();
            assertThat(exchange.head().toString()).doesNotContain("client-secret");
            assertThat(exchange.head().all("authorization")).containsExactly("Bearer fake-key");
            exchange.answer("{}");
            client.readAnswer();
        }
    }

    @Test
    void the_access_key_goes_to_its_provider_as_bearer() {
        assertThat(requestHead("authorization: Bearer mine\r\n", PLAIN).all("authorization"))
                .containsExactly("Bearer fake-key");
    }

    @Test
    void a_provider_without_a_key_gets_none() {
        assertThat(requestHead("authorization: Bearer mine\r\n", "{\"model\":\"other/any\"}")
                        .all("authorization"))
                .isEmpty();
    }

    @Test
    void forward_authorization_lets_the_clients_through() {
        assertThat(requestHead("authorization: Bearer mine\r\n", "{\"model\":\"forwarding/any\"}")
                        .all("authorization"))
                .containsExactly("Bearer mine");
    }

    @Test
    void forward_authorization_invents_none() {
        assertThat(requestHead("", "{\"model\":\"forwarding/any\"}").all("authorization"))
                .isEmpty();
    }

    @Test
    void the_caller_is_told_its_trace() {
        HttpHead head = answerHead("");
        assertThat(head.field("traceresponse").orElse(""))
                .isEqualTo("00-" + spans.server().getTraceId() + "-"
                        + spans.server().getSpanId() + "-03");
    }

    private HttpHead requestHead(String headerLines, String json) {
        HttpHead head;
        try (RawClient client = RawClient.connect(lintel).post(CHAT, headerLines, json)) {
            Exchange exchange = upstream.next();
            head = exchange.head();
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
        return head;
    }

    private HttpHead answerHead(String headerLines) {
        HttpHead head;
        try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
            upstream.next().end("HTTP/1.1 200 OK\r\n" + headerLines + "content-length: 2\r\n\r\n{}");
            Answer answer = client.readAnswer();
            assertThat(answer.text()).isEqualTo("{}");
            head = answer.head();
        }
        spans.assertCompleted(200);
        return head;
    }

    private static List<String> names(HttpHead head) {
        return head.fields().stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
