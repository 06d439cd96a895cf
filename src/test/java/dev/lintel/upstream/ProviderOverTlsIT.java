package dev.lintel.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.FakeHttp2Upstream;
import dev.lintel.testing.FakeHttp2Upstream.Stream;
import dev.lintel.testing.FakeProxy;
import dev.lintel.testing.FakeUpstream;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.TestAuthority;
import dev.lintel.testing.TestAuthority.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application calls providers over TLS, with certificates of a private authority, directly and by a proxy. */
@Alongside
final class ProviderOverTlsIT {

    private static final String ANSWER = "{\"object\":\"chat.completion\",\"choices\":[]}";

    @TempDir
    static Path keys;

    @TempDir
    static Path others;

    private static TestAuthority authority;
    private static Issued own;
    private static FakeUpstream provider;
    private static FakeUpstream strict;
    private static FakeUpstream expired;
    private static FakeUpstream named;
    private static FakeHttp2Upstream shared;

    @TempDir
    Path directory;

    @BeforeAll
    static void startProviders() {
        authority = TestAuthority.in(keys);
        authority.issue("provider");
        authority.issueExpired("expired");
        authority.issueFor("provider.test");
        own = authority.issue("own");
        provider = FakeUpstream.startTls(authority.serving("provider"), false);
        strict = FakeUpstream.startTls(authority.serving("provider"), true);
        expired = FakeUpstream.startTls(authority.serving("expired"), false);
        named = FakeUpstream.startTls(authority.serving("provider.test"), false);
        shared = FakeHttp2Upstream.startTls(authority.serving("provider.test"));
    }

    @AfterAll
    static void stopProviders() {
        provider.close();
        strict.close();
        expired.close();
        named.close();
        shared.close();
    }

    @Test
    void a_certificate_that_is_trusted() {
        assertAnswered(prepared(provider, "tls: {trust: '" + authority.certificate() + "'}"), provider);
    }

    @Test
    void a_certificate_that_the_jdk_is_told_to_trust() {
        assertAnswered(
                prepared(provider, "default: true")
                        .withSystemProperty(
                                "javax.net.ssl.trustStore", authority.store().toString())
                        .withSystemProperty("javax.net.ssl.trustStorePassword", TestAuthority.PASSWORD),
                provider);
    }

    @Test
    void a_certificate_of_nobody_known() {
        assertRefused(
                prepared(provider, "default: true"),
                "Provider 'a' cannot be reached: TLS could not be agreed on,"
                        + " for its certificate is of no authority that is trusted.");
    }

    @Test
    void a_certificate_of_another_authority_than_that_which_is_trusted() {
        Path other = TestAuthority.in(others).certificate();

        assertRefused(
                prepared(provider, "tls: {trust: '" + other + "'}"),
                "for its certificate is of no authority that is trusted.");
    }

    @Test
    void a_trusted_certificate_of_another_host() {
        assertRefused(prepared(named, trusting("")), "for its certificate is that of another host.");
    }

    @Test
    void a_certificate_that_has_expired() {
        assertRefused(
                prepared(expired, trusting("")),
                "Provider 'a' cannot be reached: TLS could not be agreed on, for its certificate has expired.");
    }

    @Test
    void a_provider_that_wants_a_certificate() {
        assertAnswered(
                prepared(strict, trusting(", certificate: '" + own.certificate() + "', key: '" + own.key() + "'")),
                strict);
        assertRefused(
                prepared(strict, trusting("")),
                "for it does not take the certificate that it was shown, or wants one.");
    }

    @Test
    void a_proxy_makes_the_tunnel_to_a_host_that_it_alone_knows() {
        try (FakeProxy proxy = FakeProxy.to(named.port())) {
            assertAnswered(
                    preparedAt(
                            "https://provider.test/v1",
                            trusting("") + ", proxy: 'http://me:s3cret@127.0.0.1:" + proxy.port() + "'"),
                    named);
            assertThat(proxy.asked()).singleElement().satisfies(head -> {
                assertThat(head.startLine()).isEqualTo("CONNECT provider.test:443 HTTP/1.1");
                assertThat(head.field("proxy-authorization")).contains("Basic bWU6czNjcmV0");
                assertThat(head.field("authorization")).isEmpty();
            });
        }
    }

    @Test
    void the_proxy_of_the_environment() {
        try (FakeProxy proxy = FakeProxy.to(named.port())) {
            assertAnswered(
                    preparedAt("https://provider.test/v1", trusting(""))
                            .with("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port())
                            .with("NO_PROXY", "other.test"),
                    named);
            assertThat(proxy.asked()).hasSize(1);
        }
    }

    @Test
    void a_proxy_that_refuses() {
        try (FakeProxy proxy = FakeProxy.refusing("407 Proxy Authentication Required")) {
            assertRefused(
                    preparedAt(
                            "https://provider.test/v1",
                            trusting("") + ", proxy: 'http://me:s3cret@127.0.0.1:" + proxy.port() + "'"),
                    "Provider 'a' cannot be reached by the proxy 127.0.0.1:" + proxy.port()
                            + ": it refuses the connection.");
        }
    }

    @Test
    void a_proxy_gets_calls_in_plain_whole_and_in_absolute_form() {
        try (FakeUpstream proxy = FakeUpstream.start();
                LintelProcess lintel = preparedAt(
                                "http://provider.test/v1",
                                "proxy: 'http://me:s3cret@127.0.0.1:" + proxy.port() + "', access_key: key")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            for (int call = 0; call < 2; call++) {
                client.post("/v1/chat/completions", "{\"model\":\"m\"}");
                FakeUpstream.Exchange exchange = proxy.next();
                assertThat(exchange.head().target()).isEqualTo("http://provider.test/v1/chat/completions");
                assertThat(exchange.head().field("host")).contains("provider.test");
                assertThat(exchange.head().field("proxy-authorization")).contains("Basic bWU6czNjcmV0");
                assertThat(exchange.head().field("authorization")).contains("Bearer key");
                exchange.answer(ANSWER);
                assertThat(client.readAnswer().text()).isEqualTo(ANSWER);
            }
            assertThat(proxy.connectionsMade()).isEqualTo(1);
            assertThat(lintel.log()).doesNotContain("s3cret");
        }
    }

    @Test
    void http2_by_a_tunnel_where_the_provider_agrees_to_it() {
        try (FakeProxy proxy = FakeProxy.to(shared.port());
                LintelProcess lintel = preparedAt(
                                "https://provider.test/v1",
                                trusting("") + ", http2: true, proxy: 'http://127.0.0.1:" + proxy.port() + "'")
                        .with("QUARKUS_VERTX_EVENT_LOOPS_POOL_SIZE", "1")
                        .start();
                RawClient one = RawClient.connect(lintel.url());
                RawClient other = RawClient.connect(lintel.url())) {
            for (int round = 0; round < 2; round++) {
                one.post("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
                Stream first = shared.next();
                assertThat(first.field(":scheme")).contains("https");
                assertThat(first.field(":authority")).contains("provider.test");
                assertThat(first.field(":path")).contains("/v1/chat/completions");
                if (round > 0) {
                    other.post("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
                    shared.next().answer("{}");
                    assertThat(other.readAnswer().text()).isEqualTo("{}");
                }
                first.answer(ANSWER);
                assertThat(one.readAnswer().text()).isEqualTo(ANSWER);
            }
            assertThat(shared.connectionsMade()).isEqualTo(1);
            assertThat(proxy.asked()).hasSize(1);
        }
    }

    @Test
    void http1_where_the_provider_does_not_know_http2() {
        assertAnswered(prepared(provider, trusting("") + ", http2: true"), provider);
    }

    @Test
    void many_calls_over_http2_to_a_server_of_another_make() throws Exception {
        Vertx vertx = Vertx.vertx();
        Issued issued = authority.issue("other-make");
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(issued.certificate().toString())
                                .setKeyPath(issued.key().toString())))
                .requestHandler(request ->
                        request.body().onSuccess(content -> request.response().end(request.version() + " " + content)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        try (LintelProcess lintel = preparedAt(
                        "https://127.0.0.1:" + server.actualPort() + "/v1",
                        "default: true, " + trusting("") + ", http2: true")
                .start()) {
            byte[] file = "0123456789".repeat(100_000).getBytes(UTF_8);
            HttpClient client = HttpClient.newHttpClient();
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int call = 0; call < 32; call++) {
                answers.add(client.sendAsync(
                        HttpRequest.newBuilder(lintel.url().resolve("/v1/files"))
                                .POST(BodyPublishers.ofByteArray(file))
                                .build(),
                        BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().body()).isEqualTo("HTTP_2 " + new String(file, UTF_8));
            }
        } finally {
            vertx.close();
        }
    }

    private static String trusting(String more) {
        return "tls: {trust: '" + authority.certificate() + "'" + more + "}";
    }

    private Preparation prepared(FakeUpstream upstream, String keysOfProvider) {
        return preparedAt("https://127.0.0.1:" + upstream.port() + "/v1", keysOfProvider);
    }

    private Preparation preparedAt(String url, String keysOfProvider) {
        return LintelProcess.in(directory)
                .with("OTEL_SDK_DISABLED", "true")
                .withFile(
                        "config/application.yaml",
                        "providers: {a: {base_url: '" + url + "', models: ['*'], " + keysOfProvider + "}}\n");
    }

    private static void assertAnswered(Preparation prepared, FakeUpstream upstream) {
        try (LintelProcess lintel = prepared.start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.post("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
            upstream.next().answer(ANSWER);
            Answer answer = client.readAnswer();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(ANSWER);
        }
    }

    private static void assertRefused(Preparation prepared, String why) {
        try (LintelProcess lintel = prepared.start();
                RawClient client = RawClient.connect(lintel.url())) {
            Answer answer = client.post("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}")
                    .readAnswer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains(why).doesNotContain("s3cret");
            assertThat(lintel.log()).doesNotContain("s3cret");
        }
    }
}
