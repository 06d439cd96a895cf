package dev.lintel.upstream.origin;

import dev.lintel.providers.endpoint.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/** What PEM files mean to a client. */
public final class PemTls {

    private PemTls() {}

    /**
     * Checks that they can be used: they are PEM, and the key is that of the certificate.
     *
     * @throws IllegalArgumentException naming the key of the configuration at fault, and nothing of what the files hold
     */
    public static void check(TlsFiles files, Vertx vertx) {
        trust(files).ifPresent(trust -> {
            if (!isUsable(() -> trust.getTrustManagerFactory(vertx))) {
                throw new IllegalArgumentException("tls.trust: the file holds no certificates in PEM form");
            }
        });
        files.certificate().ifPresent(certificate -> {
            if (!isUsable(() ->
                    new PemTrustOptions().addCertValue(buffer(certificate)).getTrustManagerFactory(vertx))) {
                throw new IllegalArgumentException("tls.certificate: the file holds no certificate in PEM form");
            }
        });
        shown(files).ifPresent(shown -> {
            if (!isUsable(() -> requirePair(shown.getKeyManagerFactory(vertx).getKeyManagers()))) {
                throw new IllegalArgumentException("tls.key: the file holds no RSA or EC key in PEM form"
                        + " without a password that belongs to the certificate");
            }
        });
    }

    static void apply(TlsFiles files, HttpClientOptions options) {
        trust(files).ifPresent(options::setTrustOptions);
        shown(files).ifPresent(options::setKeyCertOptions);
    }

    private static Optional<PemTrustOptions> trust(TlsFiles files) {
        return files.trust().map(text -> new PemTrustOptions().addCertValue(buffer(text)));
    }

    private static Optional<PemKeyCertOptions> shown(TlsFiles files) {
        return files.certificate()
                .map(text -> new PemKeyCertOptions()
                        .setCertValue(buffer(text))
                        .setKeyValue(buffer(files.key().orElse(""))));
    }

    private static Buffer buffer(String text) {
        return Buffer.buffer(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    // What one has signed the other can verify.
    private static Object requirePair(KeyManager[] managers) throws GeneralSecurityException {
        X509KeyManager manager = (X509KeyManager) managers[0];
        String alias = Stream.of("RSA", "EC")
                .map(type -> manager.getClientAliases(type, null))
                .filter(aliases -> aliases != null && aliases.length > 0)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no key"))[0];
        PrivateKey key = manager.getPrivateKey(alias);
        PublicKey certified = manager.getCertificateChain(alias)[0].getPublicKey();
        Signature signature =
                Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("no pair");
        }
        return key;
    }

    private static boolean isUsable(Loading loading) {
        try {
            return loading.load() != null;
        } catch (Exception e) {
            // Its message may quote the file.
            return false;
        }
    }

    /** Loading what a file holds, which fails in many ways. */
    private interface Loading {
        Object load() throws Exception;
    }
}
