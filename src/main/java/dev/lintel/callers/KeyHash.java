package dev.lintel.callers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a caller's key: all that Lintel knows of it. */
final class KeyHash {

    private static final int LENGTH = 32;
    private static final KeyHash OF_NOTHING = of("");

    private final byte[] digest;

    private KeyHash(byte[] digest) {
        this.digest = digest;
    }

    /** The hash of a key. */
    static KeyHash of(String key) {
        try {
            return new KeyHash(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * Reads a hash as it is configured.
     *
     * @throws IllegalArgumentException when it is none; its message does not show it, for it may be the key itself
     */
    static KeyHash parse(String hexadecimal) {
        byte[] digest;
        try {
            digest = HexFormat.of().parseHex(hexadecimal.strip());
        } catch (IllegalArgumentException e) {
            digest = new byte[0];
        }
        if (digest.length != LENGTH) {
            throw new IllegalArgumentException(
                    "a value of " + hexadecimal.strip().length() + " characters is no SHA-256, which has 64 hexadecimal"
                            + " digits; `lintel caller-key NAME` prints a key with its own");
        }
        KeyHash hash = new KeyHash(digest);
        if (hash.isSame(OF_NOTHING)) {
            throw new IllegalArgumentException("it is the hash of no key at all, such as that of an unset variable");
        }
        return hash;
    }

    /** Where to look for it. Tells nothing of the key, and says not yet that it is the same. */
    long bucket() {
        return ByteBuffer.wrap(digest).getLong();
    }

    /** Whether it is the same, in a time that does not depend on where they differ. */
    boolean isSame(KeyHash other) {
        return MessageDigest.isEqual(digest, other.digest);
    }

    String toHexadecimal() {
        return HexFormat.of().formatHex(digest);
    }
}
