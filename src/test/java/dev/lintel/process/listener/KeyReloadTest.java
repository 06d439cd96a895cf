package dev.lintel.process.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.TestAuthority;
import dev.lintel.testing.TestAuthority.Issued;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Alongside
final class KeyReloadTest {

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private TestAuthority authority;
    private KeyFiles files;
    private ReplaceableKey key;
    private KeyReload reload;

    @BeforeEach
    void serve() throws IOException {
        authority = TestAuthority.in(directory);
        files = new KeyFiles(directory.resolve("tls.crt"), directory.resolve("tls.key"));
        write(authority.issue("first"));
        key = new ReplaceableKey(ServerKey.read(files.read(), vertx));
        reload = new KeyReload(files, key, files.read(), vertx);
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void what_has_not_changed_is_not_taken_again() throws Exception {
        Files.copy(files.key(), directory.resolve("copy"));
        Files.move(directory.resolve("copy"), files.key(), StandardCopyOption.REPLACE_EXISTING);

        assertThat(reload.look()).isFalse();
        assertThat(served()).isEqualTo("CN=first");
    }

    @Test
    void what_has_changed_is_taken_once() throws Exception {
        write(authority.issue("second"));

        assertThat(reload.look()).isTrue();
        assertThat(served()).isEqualTo("CN=second");
        assertThat(reload.look()).isFalse();
    }

    @Test
    void a_link_that_is_swapped_is_a_change() throws Exception {
        Issued second = authority.issue("second");
        Files.delete(files.certificate());
        Files.createSymbolicLink(files.certificate(), second.certificate());
        Files.delete(files.key());
        Files.createSymbolicLink(files.key(), second.key());

        assertThat(reload.look()).isTrue();
        assertThat(served()).isEqualTo("CN=second");
    }

    @Test
    void what_cannot_be_used_is_told_once_and_what_was_there_stays() throws Exception {
        Issued second = authority.issue("second");
        Files.copy(second.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThatIllegalArgumentException()
                .isThrownBy(reload::look)
                .withMessage("key: it is not the key of the certificate");
        assertThat(reload.look()).isFalse();

        Files.delete(files.certificate());
        assertThatIllegalArgumentException()
                .isThrownBy(reload::look)
                .withMessage("certificate: '" + files.certificate() + "' cannot be read");
        assertThat(reload.look()).isFalse();
        assertThat(reload.look()).isFalse();
        assertThat(served()).isEqualTo("CN=first");

        write(second);
        assertThat(reload.look()).isTrue();
        assertThat(served()).isEqualTo("CN=second");
        Files.delete(files.certificate());
        assertThatIllegalArgumentException().isThrownBy(reload::look);
    }

    private String served() throws Exception {
        String alias =
                key.chooseEngineServerAlias("EC", null, SSLContext.getDefault().createSSLEngine());
        return key.getCertificateChain(alias)[0].getSubjectX500Principal().getName();
    }

    private void write(Issued issued) throws IOException {
        Files.copy(issued.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(issued.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
    }
}
