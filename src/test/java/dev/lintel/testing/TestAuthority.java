package dev.lintel.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate authority of a test's own. What it issues lies in files, as PEM. */
public final class TestAuthority {

    /** The password of {@link #store}. */
    public static final String PASSWORD = "changeit";

    private static final String AUTHORITY = "authority";

    /** The algorithm of keys that nothing is said about. */
    private static final String USUAL = "EC";

    private static final GeneralName LOOPBACK = new GeneralName(GeneralName.iPAddress, "127.0.0.1");

    private static final Duration BEFORE_NOW = Duration.ofMinutes(5);
    private static final Duration GOOD_FOR = Duration.ofDays(90);
    private static final Duration DAY = Duration.ofDays(1);

    private final Path directory;
    private final Map<String, PrivateKeyEntry> all = new HashMap<>();

    private TestAuthority(Path directory) {
        this.directory = directory;
    }

    /** Makes one that keeps its files in {@code directory}. */
    public static TestAuthority in(Path directory) {
        TestAuthority authority = new TestAuthority(directory);
        authority.issued(AUTHORITY, USUAL, null, Instant.now().minus(BEFORE_NOW), GOOD_FOR);
        return authority;
    }

    /** The authority's own certificate. */
    public Path certificate() {
        return directory.resolve("authority.pem");
    }

    /** Issues a certificate for 127.0.0.1 and no name. */
    public Issued issue(String name) {
        return issued(name, USUAL, LOOPBACK);
    }

    /** Issues a certificate for this host alone. */
    public Issued issueFor(String host) {
        return issued(host, USUAL, new GeneralName(GeneralName.dNSName, host));
    }

    /** Issues a certificate for 127.0.0.1 that was good for one day of last week. */
    public Issued issueExpired(String name) {
        return issued(name, USUAL, LOOPBACK, Instant.now().minus(DAY.multipliedBy(7)), DAY);
    }

    /** Issues a certificate for 127.0.0.1 whose key is of another algorithm than usual. */
    public Issued issueWith(String algorithm) {
        return issued(algorithm.toLowerCase(Locale.ROOT), algorithm, LOOPBACK);
    }

    /** What a server does TLS with: it shows a certificate that was issued, and wants one of this authority if told so. */
    public SSLContext serving(String name) {
        try {
            KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            shown.init(holding(Map.of(name, known(name))), PASSWORD.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(AUTHORITY, known(AUTHORITY).getCertificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Issued issued(String name, String algorithm, GeneralName host) {
        return issued(name, algorithm, host, Instant.now().minus(BEFORE_NOW), GOOD_FOR);
    }

    // By itself if there is no host: then it is the authority.
    private Issued issued(String name, String algorithm, @Nullable GeneralName host, Instant from, Duration goodFor) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
            PrivateKey signer =
                    host == null ? pair.getPrivate() : known(AUTHORITY).getPrivateKey();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            subject(AUTHORITY),
                            new BigInteger(64, new SecureRandom()),
                            Date.from(from),
                            Date.from(from.plus(goodFor)),
                            subject(name),
                            pair.getPublic())
                    .addExtension(Extension.basicConstraints, host == null, new BasicConstraints(host == null));
            if (host != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(host));
            }
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
            Certificate[] chain = host == null
                    ? new Certificate[] {certificate}
                    : new Certificate[] {certificate, known(AUTHORITY).getCertificate()};
            all.put(name, new PrivateKeyEntry(pair.getPrivate(), chain));
            return new Issued(
                    write(name + ".pem", "CERTIFICATE", certificate.getEncoded()),
                    write(name + ".key", "PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    private static X500Principal subject(String name) {
        return new X500Principal("CN=" + name);
    }

    /** A certificate and its private key. */
    public record Issued(Path certificate, Path key) {}

    /** All that there is by now, in a store of the JDK's. */
    public Path store() {
        Path written = directory.resolve("keys.p12");
        try (OutputStream file = Files.newOutputStream(written)) {
            holding(all).store(file, PASSWORD.toCharArray());
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private PrivateKeyEntry known(String name) {
        return Objects.requireNonNull(all.get(name), "it has not been issued");
    }

    private static KeyStore holding(Map<String, PrivateKeyEntry> entries) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        for (Map.Entry<String, PrivateKeyEntry> entry : entries.entrySet()) {
            PrivateKeyEntry one = entry.getValue();
            keys.setKeyEntry(entry.getKey(), one.getPrivateKey(), PASSWORD.toCharArray(), one.getCertificateChain());
        }
        return keys;
    }

    private Path write(String file, String what, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                directory.resolve(file), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
