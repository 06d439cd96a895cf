package dev.lintel.process.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.testing.TestAuthority;
import dev.lintel.testing.TestAuthority.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerKeyTest {

    private static final Buffer NOTHING = Buffer.buffer("secret, and no PEM");

    @TempDir
    static Path directory;

    private static Vertx vertx;
    private static KeyFiles.Content first;
    private static KeyFiles.Content second;

    @BeforeAll
    static void issue() {
        vertx = Vertx.vertx();
        TestAuthority authority = TestAuthority.in(directory);
        first = content(authority.issue("first"));
        second = content(authority.issue("second"));
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void what_belongs_together_is_read() {
        ServerKey key = ServerKey.read(first, vertx);

        assertThat(key.key().getAlgorithm()).isEqualTo("EC");
        assertThat(key.chain()).hasSize(1);
        assertThat(key.chain().get(0).getSubjectX500Principal().getName()).isEqualTo("CN=first");
    }

    @Test
    void what_does_not_is_refused() {
        assertRefused(first.certificate(), second.key(), "key: it is not the key of the certificate");
    }

    @Test
    void what_is_no_pem_is_refused_by_name_and_not_shown() {
        assertRefused(NOTHING, first.key(), "certificate: the file holds no certificate in PEM");
        assertRefused(Buffer.buffer(), first.key(), "certificate: the file holds no certificate in PEM");
        assertRefused(first.certificate(), NOTHING, "key: the file holds no private key in PEM");
        assertRefused(first.certificate(), Buffer.buffer(), "key: the file holds no private key in PEM");
        assertRefused(first.certificate(), first.certificate(), "key: the file holds no private key in PEM");
    }

    @Test
    void a_handshake_that_has_begun_goes_on_with_the_key_of_before() throws Exception {
        ServerKey before = ServerKey.read(first, vertx);
        ServerKey after = ServerKey.read(second, vertx);
        ReplaceableKey key = new ReplaceableKey(before);
        String begun = chosen(key, "EC");
        key.replace(after);
        String next = chosen(key, "EC");

        assertThat(key.getPrivateKey(begun)).isEqualTo(before.key());
        assertThat(key.getCertificateChain(begun)).containsExactlyElementsOf(before.chain());
        assertThat(key.getPrivateKey(next)).isEqualTo(after.key());
        assertThat(key.getCertificateChain(next)).containsExactlyElementsOf(after.chain());
        assertThat(chosen(key, "RSA")).isNull();
    }

    private static String chosen(ReplaceableKey key, String type) throws Exception {
        return key.chooseEngineServerAlias(type, null, SSLContext.getDefault().createSSLEngine());
    }

    private static KeyFiles.Content content(Issued issued) {
        return new KeyFiles(issued.certificate(), issued.key()).read();
    }

    private static void assertRefused(Buffer certificate, Buffer key, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerKey.read(new KeyFiles.Content(certificate, key), vertx))
                .withMessage(why);
    }
}
