package dev.lintel.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of a test's own. What it issues lies in files, as PEM. */
public final class TestAuthority {

    /** The password of {@link #store}. */
    public static final String PASSWORD = "changeit";

    private final Path directory;

    private TestAuthority(Path directory) {
        this.directory = directory;
    }

    /** Makes one that keeps its files in {@code directory}. */
    public static TestAuthority in(Path directory) {
        TestAuthority authority = new TestAuthority(directory);
        authority.keytool("authority", "-ext", "bc:c");
        authority.export("authority");
        return authority;
    }

    /** The authority's own certificate. */
    public Path certificate() {
        return directory.resolve("authority.pem");
    }

    /** Issues a certificate for 127.0.0.1 and no name. */
    public Issued issue(String name) {
        return issued(name, "san=ip:127.0.0.1");
    }

    /** Issues a certificate for this host alone. */
    public Issued issueFor(String host) {
        return issued(host, "san=dns:" + host);
    }

    /** Issues a certificate for 127.0.0.1 that was good for one day of last week. */
    public Issued issueExpired(String name) {
        return issued(name, "san=ip:127.0.0.1", "-startdate", "-7d", "-validity", "1");
    }

    /** Issues a certificate for 127.0.0.1 whose key is of another algorithm than usual. */
    public Issued issueWith(String algorithm) {
        String name = algorithm.toLowerCase(Locale.ROOT);
        return issued(name, "san=ip:127.0.0.1", "-keyalg", algorithm);
    }

    /** What a server does TLS with: it shows a certificate that was issued, and wants one of this authority if told so. */
    public SSLContext serving(String name) {
        try (InputStream file = Files.newInputStream(store())) {
            KeyStore all = KeyStore.getInstance("PKCS12");
            all.load(file, PASSWORD.toCharArray());
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry(
                    name,
                    all.getKey(name, PASSWORD.toCharArray()),
                    PASSWORD.toCharArray(),
                    all.getCertificateChain(name));
            KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            shown.init(own, PASSWORD.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", all.getCertificate("authority"));
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

    private Issued issued(String name, String subject, String... more) {
        List<String> options = new ArrayList<>(List.of("-signer", "authority", "-ext", subject));
        options.addAll(List.of(more));
        keytool(name, options.toArray(String[]::new));
        export(name);
        return new Issued(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    }

    /** A certificate and its private key. */
    public record Issued(Path certificate, Path key) {}

    /** All that there is, in a store of the JDK's. */
    public Path store() {
        return directory.resolve("keys.p12");
    }

    private void keytool(String alias, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        // It runs for so short a time that nothing else is worth its while.
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
        if (!List.of(more).contains("-keyalg")) {
            command.addAll(List.of("-keyalg", "EC"));
        }
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store().toString(), "-storepass", PASSWORD));
        command.addAll(List.of(more));
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new AssertionError("keytool makes no " + alias);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for keytool", e);
        }
    }

    private void export(String alias) {
        try (InputStream file = Files.newInputStream(store())) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(file, PASSWORD.toCharArray());
            write(alias + ".pem", "CERTIFICATE", keys.getCertificate(alias).getEncoded());
            write(
                    alias + ".key",
                    "PRIVATE KEY",
                    keys.getKey(alias, PASSWORD.toCharArray()).getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void write(String file, String what, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                directory.resolve(file), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
