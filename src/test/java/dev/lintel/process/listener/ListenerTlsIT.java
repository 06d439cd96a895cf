package dev.lintel.process.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.Patience;
import dev.lintel.testing.QuietPort;
import dev.lintel.testing.TestAuthority;
import dev.lintel.testing.TestAuthority.Issued;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application speaks TLS with files that may be replaced. */
@Alongside
final class ListenerTlsIT extends Packaged {

    @TempDir
    Path authorityDirectory;

    @Test
    void http2_and_http1_are_offered_and_nothing_in_plain() throws Exception {
        TestAuthority authority = TestAuthority.in(authorityDirectory);
        try (LintelProcess lintel = served(authority.issue("first")).start()) {
            URI models = lintel.url().resolve("/v1/models");
            assertThat(models.getScheme()).isEqualTo("https");
            assertThat(get(authority, HttpClient.Version.HTTP_2, models).version())
                    .isEqualTo(HttpClient.Version.HTTP_2);
            HttpResponse<String> answer = get(authority, HttpClient.Version.HTTP_1_1, models);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(answer.statusCode()).isEqualTo(200);
            URI plain = URI.create("http://127.0.0.1:" + models.getPort() + "/v1/models");
            assertThatThrownBy(() -> get(authority, HttpClient.Version.HTTP_1_1, plain))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void files_that_change_are_taken_and_bad_ones_are_not_on_both_ports() throws Exception {
        TestAuthority authority = TestAuthority.in(authorityDirectory);
        Issued first = authority.issue("first");
        Issued second = authority.issue("second");
        int adminPort = QuietPort.find();
        try (LintelProcess lintel = served(first)
                .with("LISTENER_ADMIN_PORT", String.valueOf(adminPort))
                .start()) {
            URI models = lintel.url().resolve("/v1/models");
            URI health = URI.create("https://127.0.0.1:" + adminPort + "/q/health/live");
            assertThat(subject(authority, models)).isEqualTo("CN=first");
            assertThat(subject(authority, health)).isEqualTo("CN=first");

            // The key of another certificate.
            replace(second.key(), directory.resolve("listener.key"));
            lintel.awaitLine(
                    Pattern.compile("listener.tls.key: it is not the key of the certificate. The certificate that"
                            + " was there before stays in use"));
            assertThat(subject(authority, models)).isEqualTo("CN=first");

            replace(second.certificate(), directory.resolve("listener.pem"));
            lintel.awaitLine(Pattern.compile("The certificate of the listener has been replaced"));
            assertThat(subject(authority, models)).isEqualTo("CN=second");
            assertThat(subject(authority, health)).isEqualTo("CN=second");

            Files.delete(directory.resolve("listener.pem"));
            lintel.awaitLine(Pattern.compile("listener.tls.certificate: '[^']*' cannot be read"));
            assertThat(subject(authority, models)).isEqualTo("CN=second");
            // It is looked at again and again, and told once.
            replace(first.key(), directory.resolve("listener.key"));
            replace(first.certificate(), directory.resolve("listener.pem"));
            Patience.until(
                    "the first certificate again",
                    () -> subject(authority, models).equals("CN=first"));
            assertThat(lintel.output())
                    .filteredOn(line -> line.contains("stays in use"))
                    .hasSize(2);
        }
    }

    private LintelProcess.Preparation served(Issued issued) {
        replace(issued.certificate(), directory.resolve("listener.pem"));
        replace(issued.key(), directory.resolve("listener.key"));
        return prepared()
                .with("DEMO_ENABLED", "true")
                .with(
                        "LISTENER_TLS_CERTIFICATE",
                        directory.resolve("listener.pem").toString())
                .with("LISTENER_TLS_KEY", directory.resolve("listener.key").toString());
    }

    private static void replace(Path from, Path to) {
        try {
            Path next = Files.copy(from, to.resolveSibling("next"));
            Files.move(next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String subject(TestAuthority authority, URI url) {
        try {
            HttpResponse<String> answer = get(authority, HttpClient.Version.HTTP_1_1, url);
            X509Certificate shown =
                    (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // A client, and so a handshake, each time.
    private static HttpResponse<String> get(TestAuthority authority, HttpClient.Version version, URI url)
            throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream certificate = Files.newInputStream(authority.certificate())) {
            trusted.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        HttpClient client =
                HttpClient.newBuilder().sslContext(tls).version(version).build();
        return client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }
}
