package dev.lintel.process.listener;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.X509KeyManager;

/**
 * A server's private key and its certificate, which belong together.
 *
 * @param chain the certificate first, then those that lead to an authority
 */
record ServerKey(List<X509Certificate> chain, PrivateKey key) {

    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /**
     * Reads both from PEM.
     *
     * @throws IllegalArgumentException when one of them is none, or they do not belong together; the message begins with the
     *     name of the key at fault and shows nothing of it
     */
    static ServerKey read(KeyFiles.Content content, Vertx vertx) {
        String algorithm = certificate(content).getPublicKey().getAlgorithm();
        ServerKey read;
        try {
            X509KeyManager keys = (X509KeyManager) new PemKeyCertOptions()
                    .addCertValue(content.certificate())
                    .addKeyValue(content.key())
                    .getKeyManagerFactory(vertx)
                    .getKeyManagers()[0];
            String[] aliases = keys.getServerAliases(algorithm, null);
            read = new ServerKey(List.of(keys.getCertificateChain(aliases[0])), keys.getPrivateKey(aliases[0]));
        } catch (Exception e) {
            // Of many classes.
            throw new IllegalArgumentException("key: the file holds no private key in PEM", e);
        }
        if (!read.belongsTogether()) {
            throw new IllegalArgumentException("key: it is not the key of the certificate");
        }
        return read;
    }

    private static X509Certificate certificate(KeyFiles.Content content) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(content.certificate().getBytes()));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("certificate: the file holds no certificate in PEM", e);
        }
    }

    // What one signs the other must verify.
    private boolean belongsTogether() {
        String algorithm = SIGNATURES.get(key.getAlgorithm());
        if (algorithm == null) {
            return true;
        }
        byte[] text = {1};
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(text);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(chain.get(0).getPublicKey());
            verifying.update(text);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
