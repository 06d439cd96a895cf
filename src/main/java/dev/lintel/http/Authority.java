package dev.lintel.http;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The authority of a URL (RFC 3986, section 3.2), also where its host is a name with an underscore, as composed containers
 * have: in that the JDK sees no host.
 *
 * @param userInfo what stands before an {@code @}, as it is written; null where there is none
 * @param host as it is written: an IPv6 address in brackets
 * @param port -1 where none is written
 */
public record Authority(@Nullable String userInfo, String host, int port) {

    private static final Pattern UNDERSCORED =
            Pattern.compile("(?:([^@]*)@)?([A-Za-z0-9_.-]*_[A-Za-z0-9_.-]*)(?::(\\d{0,5}))?");

    private static final int MOST = 0xffff;

    /** The authority of {@code url}; empty where it has no host, or a port that there cannot be. */
    public static Optional<Authority> of(URI url) {
        Authority found = url.getHost() == null
                ? underscored(url)
                : new Authority(url.getRawUserInfo(), url.getHost(), url.getPort());
        return Optional.ofNullable(found).filter(known -> known.port <= MOST);
    }

    /** The host that is connected to: an IPv6 address without its brackets. */
    public String address() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The port, or {@code usual} where none is written. */
    public int portOr(int usual) {
        return port < 0 ? usual : port;
    }

    private static @Nullable Authority underscored(URI url) {
        Matcher parts = UNDERSCORED.matcher(String.valueOf(url.getRawAuthority()));
        if (!parts.matches()) {
            return null;
        }
        String port = parts.group(3);
        return new Authority(
                parts.group(1), parts.group(2), port == null || port.isEmpty() ? -1 : Integer.parseInt(port));
    }
}
