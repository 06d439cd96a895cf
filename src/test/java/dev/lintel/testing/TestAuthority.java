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

/** A certificate authority of a test's own. What it issues lies in files, as PEM. */
public final class TestAuthority {

    private static final String PASSWORD = "changeit";

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
        keytool(name, "-signer", "authority", "-ext", "san=ip:127.0.0.1");
        export(name);
        return new Issued(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    }

    /** A certificate and its private key. */
    public record Issued(Path certificate, Path key) {}

    private Path store() {
        return directory.resolve("keys.p12");
    }

    private void keytool(String alias, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", "CN=" + alias));
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
