package dev.lintel.providers.endpoint;

import dev.lintel.http.Authority;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A proxy for HTTP, by which a provider is reached. Its credentials are never shown.
 *
 * @param host the proxy's host; an IPv6 address without its brackets
 * @param user who asks; null for nobody
 */
public record ProxyAddress(
        String host,
        int port,
        @Nullable String user,
        @Nullable String password) {

    private static final int HTTP_PORT = 80;

    /**
     * Reads {@code http://user:password@host:port}, of which all but the host may be left out.
     *
     * @throws IllegalArgumentException when it is none; without the value, which may hold a password
     */
    public static ProxyAddress of(String text) {
        URI url = url(text.contains("://") ? text : "http://" + text);
        Authority authority = Authority.of(url).orElseThrow(ProxyAddress::none);
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        if (!"http".equalsIgnoreCase(url.getScheme())
                || !(path.isEmpty() || path.equals("/"))
                || url.getRawQuery() != null) {
            throw none();
        }
        String credentials = authority.userInfo();
        int colon = credentials == null ? -1 : credentials.indexOf(':');
        return new ProxyAddress(
                authority.address(),
                authority.portOr(HTTP_PORT),
                credentials == null ? null : decoded(colon < 0 ? credentials : credentials.substring(0, colon)),
                credentials == null ? null : colon < 0 ? "" : decoded(credentials.substring(colon + 1)));
    }

    private static URI url(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            // Without the cause, which quotes the text.
            throw none();
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw none();
        }
    }

    private static IllegalArgumentException none() {
        return new IllegalArgumentException("the value is not the address of an HTTP proxy, such as http://proxy:3128");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
