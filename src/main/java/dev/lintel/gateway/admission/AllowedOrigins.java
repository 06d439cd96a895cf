package dev.lintel.gateway.admission;

import dev.lintel.http.ApiError;
import dev.lintel.http.LoopbackHosts;
import dev.lintel.http.RefusedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may call: {@code listener.allowed_origins} (RFC 6454; the Fetch standard). What is no web page names no
 * origin, and may. Immutable; any thread may ask.
 */
public final class AllowedOrigins {

    private static final CharSequence SEC_FETCH_SITE = HttpHeaders.createOptimized("sec-fetch-site");
    private static final String ANY = "*";
    private static final Pattern ORIGIN = Pattern.compile("([a-z][a-z0-9+.-]*)://([^/?#@\\s]+)");

    /** The schemes of pages that an application on the desktop brings along. */
    private static final Set<String> APPLICATIONS = Set.of("app", "file", "tauri");

    private final boolean any;
    private final Set<String> listed;

    /**
     * Takes the configuration.
     *
     * @throws IllegalArgumentException for what is no origin, naming the key
     */
    public AllowedOrigins(List<String> configured) {
        this.any = configured.contains(ANY);
        this.listed = configured.stream()
                .filter(origin -> !origin.equals(ANY))
                .map(AllowedOrigins::required)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Lets a request in.
     *
     * @return the origin that the answer must name so that its page may read it; null for none
     * @throws RefusedException when it is of a web page that may not call
     */
    @Nullable
    String admit(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null) {
            String site = request.getHeader(SEC_FETCH_SITE);
            if (site != null && site.equals("cross-site") && !any) {
                throw refused();
            }
            return null;
        }
        String plain = origin.toLowerCase(Locale.ROOT);
        if (isOfHost(plain, request.getHeader(HttpHeaders.HOST), request)) {
            return null;
        }
        if (any || listed.contains(plain) || isLocal(plain)) {
            return origin;
        }
        throw refused();
    }

    // Whatever the scheme: who ends TLS before Lintel has another than Lintel sees.
    private static boolean isOfHost(String origin, @Nullable String host, HttpServerRequest request) {
        String own = host == null && request.authority() != null
                ? request.authority().toString()
                : host;
        int scheme = origin.indexOf("://");
        return own != null
                && scheme > 0
                && origin.regionMatches(true, scheme + 3, own, 0, own.length())
                && origin.length() == scheme + 3 + own.length();
    }

    private static boolean isLocal(String origin) {
        int end = origin.indexOf("://");
        if (end < 0) {
            return false;
        }
        String scheme = origin.substring(0, end);
        if (scheme.equals("http") || scheme.equals("https")) {
            return LoopbackHosts.isLoopback(origin.substring(end + 3));
        }
        return APPLICATIONS.contains(scheme) || scheme.startsWith("vscode-") || scheme.endsWith("-extension");
    }

    private static RefusedException refused() {
        return new RefusedException(ApiError.invalidRequest(
                403,
                "origin_not_allowed",
                null,
                "Web pages of this origin may not call Lintel. listener.allowed_origins says which may."));
    }

    private static String required(String origin) {
        String plain = origin.strip().toLowerCase(Locale.ROOT);
        if (!ORIGIN.matcher(plain).matches()) {
            throw new IllegalArgumentException("allowed_origins: '" + origin
                    + "' is not an origin, such as https://chat.example.com, nor '*' for all");
        }
        return plain;
    }
}
