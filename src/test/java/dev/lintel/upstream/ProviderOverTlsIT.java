package dev.lintel.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application calls a provider over TLS, with a certificate of a private authority. */
final class ProviderOverTlsIT {

    private static final String PASSWORD = "changeit";
    private static final String ANSWER = "{\"object\":\"chat.completion\",\"choices\":[]}";

    @TempDir
    static Path keys;

    private static HttpsServer provider;

    @TempDir
    Path directory;

    @BeforeAll
    static void startProvider() throws Exception {
        provider = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setHttpsConfigurator(new HttpsConfigurator(certified()));
        provider.createContext("/v1/chat/completions", exchange -> {
            byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        provider.start();
    }

    @AfterAll
    static void stopProvider() {
        provider.stop(0);
    }

    @Test
    void a_certificate_that_is_trusted() {
        Answer answer = ask(trusting(prepared("localhost")));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(ANSWER);
    }

    @Test
    void a_certificate_of_nobody_known() {
        Answer answer = ask(prepared("localhost"));

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).contains("Provider 'a' cannot be reached: TLS could not be agreed on.");
    }

    @Test
    void a_trusted_certificate_of_another_host() {
        Answer answer = ask(trusting(prepared("127.0.0.1")));

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).contains("TLS could not be agreed on.");
    }

    private Preparation prepared(String host) {
        return LintelProcess.in(directory)
                .with("OTEL_SDK_DISABLED", "true")
                .withFile(
                        "config/application.yaml",
                        "providers: {a: {base_url: 'https://" + host + ":"
                                + provider.getAddress().getPort() + "/v1', default: true}}\n");
    }

    private static Preparation trusting(Preparation prepared) {
        return prepared.withSystemProperty("javax.net.ssl.trustStore", store().toString())
                .withSystemProperty("javax.net.ssl.trustStorePassword", PASSWORD);
    }

    private static Answer ask(Preparation prepared) {
        try (LintelProcess lintel = prepared.start();
                RawClient client = RawClient.connect(lintel.url())) {
            return client.post("/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}")
                    .readAnswer();
        }
    }

    private static Path store() {
        return keys.resolve("keys.p12");
    }

    private static SSLContext certified() throws Exception {
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "provider",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=provider",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store().toString(),
                        "-storepass",
                        PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store())) {
            store.load(file, PASSWORD.toCharArray());
        }
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), null, null);
        return context;
    }
}
