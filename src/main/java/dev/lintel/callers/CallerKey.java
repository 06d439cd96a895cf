package dev.lintel.callers;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * A fresh key of a caller.
 *
 * @param key which nobody can guess: 256 random bits
 * @param sha256 its hash, as it is configured
 */
public record CallerKey(String key, String sha256) {

    private static final String PREFIX = "lk-";
    private static final int BYTES = 32;

    /** Makes one. */
    public static CallerKey generate() {
        byte[] random = new byte[BYTES];
        // No field: in an executable its seed would be that of the build.
        new SecureRandom().nextBytes(random);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        return new CallerKey(key, KeyHash.of(key).toHexadecimal());
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "CallerKey[" + sha256 + "]";
    }
}
