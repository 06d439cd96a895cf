package dev.lintel.providers.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What TLS to a provider is done with: the text of PEM files, as they were when they were read. Never shows it.
 *
 * @param trust the certificates of the authorities that are trusted; empty: those that the JDK knows
 * @param certificate the certificate that is shown to the provider, with those between it and its authority
 * @param key the private key of that
 */
public record TlsFiles(Optional<String> trust, Optional<String> certificate, Optional<String> key) {

    /** What the JDK knows, and no certificate of one's own. */
    public static final TlsFiles NONE = new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty());

    /** Certificates and keys are short. */
    private static final long MAX_BYTES = 4 * 1024 * 1024;

    /**
     * Checks that they belong together.
     *
     * @throws IllegalArgumentException naming the key at fault
     */
    public TlsFiles {
        if (certificate.isPresent() && key.isEmpty()) {
            throw new IllegalArgumentException("tls.key: there is none, and a certificate needs its key");
        }
        if (key.isPresent() && certificate.isEmpty()) {
            throw new IllegalArgumentException("tls.certificate: there is none, and a key needs its certificate");
        }
    }

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException naming the key at fault, when one cannot be read
     */
    public static TlsFiles read(Optional<Path> trust, Optional<Path> certificate, Optional<Path> key) {
        return new TlsFiles(
                trust.map(file -> text("tls.trust", file)),
                certificate.map(file -> text("tls.certificate", file)),
                key.map(file -> text("tls.key", file)));
    }

    private static String text(String key, Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException(key + ": '" + file + "' is too large for certificates and keys");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalArgumentException(key + ": the file '" + file + "' cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return equals(NONE) ? "none" : "files";
    }
}
