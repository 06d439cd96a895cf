package dev.lintel.viewer;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Who may look, and send: whoever brings the key, or everyone where there is none. */
final class AccessKey {

    private static final String COOKIE = "lintel_viewer";
    private static final String BEARER = "Bearer ";

    private final byte @Nullable [] key;
    private final byte @Nullable [] token;

    AccessKey(@Nullable String configured) {
        if (configured == null) {
            this.key = null;
            this.token = null;
            return;
        }
        if (configured.isEmpty()) {
            throw new IllegalArgumentException("access_key: it is empty, which everybody knows");
        }
        if (!configured.chars().allMatch(character -> character > ' ' && character < 0x7F)) {
            throw new IllegalArgumentException("access_key: it holds a character that no header can carry");
        }
        this.key = configured.getBytes(StandardCharsets.US_ASCII);
        this.token = token(configured).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a request brings the key as Bearer, or needs none. */
    boolean opensByHeader(HttpServerRequest request) {
        if (key == null) {
            return true;
        }
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return authorization != null
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && equal(key, authorization.substring(BEARER.length()));
    }

    /** Whether a request brings the key as Bearer or by the cookie, or needs none. */
    boolean opens(HttpServerRequest request) {
        if (opensByHeader(request)) {
            return true;
        }
        Cookie cookie = request.getCookie(COOKIE);
        return token != null && cookie != null && equal(token, cookie.getValue());
    }

    /** Whether that is the key. */
    boolean is(@Nullable String presented) {
        return key != null && presented != null && equal(key, presented);
    }

    /** What a browser shows from then on. It tells nothing of the key. */
    Cookie cookie(HttpServerRequest request) {
        String value = token == null ? "" : new String(token, StandardCharsets.US_ASCII);
        return Cookie.cookie(COOKIE, value)
                .setPath(TraceRoutes.PATH)
                .setHttpOnly(true)
                .setSecure(request.isSSL())
                .setSameSite(CookieSameSite.STRICT);
    }

    private static boolean equal(byte[] expected, String presented) {
        return MessageDigest.isEqual(expected, presented.getBytes(StandardCharsets.UTF_8));
    }

    private static String token(String key) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(("lintel viewer " + key).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
