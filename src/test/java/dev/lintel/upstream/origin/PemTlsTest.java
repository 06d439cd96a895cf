package dev.lintel.upstream.origin;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.lintel.providers.endpoint.TlsFiles;
import dev.lintel.testing.TestAuthority;
import dev.lintel.testing.TestAuthority.Issued;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PemTlsTest {

    private static final String NO_KEY = "tls.key: the file holds no RSA or EC key in PEM form without a password"
            + " that belongs to the certificate";

    @TempDir
    static Path directory;

    private static Vertx vertx;
    private static TestAuthority authority;

    @BeforeAll
    static void issue() {
        vertx = Vertx.vertx();
        authority = TestAuthority.in(directory);
        authority.issue("other");
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void may_be_nothing() {
        assertThatNoException().isThrownBy(() -> PemTls.check(TlsFiles.NONE, vertx));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void may_be_of_every_usual_kind_of_key(String algorithm) {
        Issued own = authority.issueWith(algorithm);

        assertThatNoException().isThrownBy(() -> check(authority.certificate(), own.certificate(), own.key()));
    }

    @Test
    void that_hold_something_else_are_refused_by_their_key() {
        Issued own = authority.issue("own");
        Path key = own.key();

        refused(() -> check(key, null, null), "tls.trust: the file holds no certificates in PEM form");
        refused(() -> check(null, key, key), "tls.certificate: the file holds no certificate in PEM form");
        refused(() -> check(null, own.certificate(), own.certificate()), NO_KEY);
    }

    @Test
    void that_are_no_pair_are_refused() {
        Issued one = authority.issue("one");

        refused(() -> check(null, one.certificate(), directory.resolve("other.key")), NO_KEY);
    }

    private static void check(Path trust, Path certificate, Path key) {
        PemTls.check(
                TlsFiles.read(Optional.ofNullable(trust), Optional.ofNullable(certificate), Optional.ofNullable(key)),
                vertx);
    }

    private static void refused(Runnable check, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(check::run)
                .withMessage(message)
                .withNoCause();
    }
}
