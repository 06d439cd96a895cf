package dev.lintel.callers;

import dev.lintel.callers.limits.Limiter;
import dev.lintel.http.ApiError;
import dev.lintel.http.RefusedException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who may call. Immutable; any thread may ask. */
public final class Callers {

    private static final List<CharSequence> FIELDS = List.of(
            HttpHeaders.AUTHORIZATION,
            HttpHeaders.createOptimized("api-key"),
            HttpHeaders.createOptimized("x-api-key"));

    private static final String BEARER = "Bearer ";

    private final Map<Long, Known> byHash = new HashMap<>();
    private final Limiter limiter;
    private final boolean countsUse;

    /**
     * Takes the checked configuration.
     *
     * @param callers with the hashes of their keys
     * @throws IllegalArgumentException naming the key at fault, when two have the same key
     */
    Callers(Map<Caller, List<KeyHash>> callers, Limiter limiter) {
        this.limiter = limiter;
        this.countsUse =
                callers.keySet().stream().anyMatch(caller -> caller.limits().countsUse());
        callers.forEach((caller, hashes) -> hashes.forEach(hash -> add(caller, hash)));
    }

    private void add(Caller caller, KeyHash hash) {
        Known other = byHash.put(hash.bucket(), new Known(hash, caller));
        if (other != null && !other.caller().equals(caller)) {
            throw new IllegalArgumentException("callers." + caller.name() + ": it has the same key as callers."
                    + other.caller().name());
        }
    }

    /** Whether anybody's calls are limited by what they use, so that answers must be read for it. */
    public boolean countUse() {
        return countsUse;
    }

    /**
     * Lets a request in that brings the key of a caller, and takes every such key off it: from then on nobody can hand it on.
     *
     * @return what the call will be counted by; null when no callers are configured, and whoever comes may call
     * @throws RefusedException when it brings none
     */
    public @Nullable Charge admit(MultiMap headers) {
        if (byHash.isEmpty()) {
            return null;
        }
        Caller caller = null;
        boolean any = false;
        for (CharSequence field : FIELDS) {
            Caller named = null;
            for (String value : headers.getAll(field)) {
                any = true;
                Caller known = known(key(value));
                named = known == null ? named : known;
            }
            if (named != null) {
                headers.remove(field);
                caller = caller == null ? named : caller;
            }
        }
        if (caller == null) {
            throw unknown(any);
        }
        return new Charge(caller, limiter);
    }

    // The scheme is the same in whatever case (RFC 9110, section 11.1).
    private static String key(String value) {
        String plain = value.strip();
        return plain.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? plain.substring(BEARER.length()).strip()
                : plain;
    }

    private @Nullable Caller known(String key) {
        KeyHash hash = KeyHash.of(key);
        Known found = byHash.get(hash.bucket());
        return found != null && found.hash().isSame(hash) ? found.caller() : null;
    }

    private static RefusedException unknown(boolean any) {
        String message = any
                ? "The key is not that of a caller of this Lintel."
                : "A key is needed, as Authorization: Bearer, api-key or x-api-key.";
        return new RefusedException(ApiError.invalidRequest(401, "invalid_api_key", null, message));
    }

    private record Known(KeyHash hash, Caller caller) {}
}
