package dev.lintel.providers.presets;

import dev.lintel.providers.endpoint.Endpoint;
import dev.lintel.providers.endpoint.ProxyAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The proxies that the environment names, by the variables that most clients of HTTP read. */
final class ProxyVariables {

    /** What only an address can be; a name is never looked up. */
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final Function<String, Optional<String>> variables;
    private final List<String> exceptions;

    ProxyVariables(Function<String, Optional<String>> variables) {
        this.variables = variables;
        this.exceptions = first("NO_PROXY", "no_proxy").stream()
                .flatMap(list -> Stream.of(list.split("[,\\s]+")))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * An endpoint, with the proxy by which it is reached.
     *
     * @throws IllegalArgumentException naming the variable, when it holds no proxy's address
     */
    Endpoint onTheWay(Endpoint direct) {
        return direct.by(of(direct.host(), direct.port(), direct.isTls()));
    }

    /**
     * By which proxy a host is reached; a host on this machine by none.
     *
     * @throws IllegalArgumentException naming the variable, when it holds no proxy's address
     */
    Optional<ProxyAddress> of(String host, int port, boolean tls) {
        String name = tls ? "HTTPS_PROXY" : "HTTP_PROXY";
        Optional<String> configured = first(name, name.toLowerCase(Locale.ROOT));
        if (configured.isEmpty() || isExcepted(host.toLowerCase(Locale.ROOT), port)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ProxyAddress.of(configured.get()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("proxy: " + name + ": " + e.getMessage(), e);
        }
    }

    private boolean isExcepted(String host, int port) {
        InetAddress address = address(host);
        boolean here =
                address == null ? host.equals("localhost") || host.endsWith(".localhost") : address.isLoopbackAddress();
        return here || exceptions.stream().anyMatch(entry -> matches(entry, host, port, address));
    }

    private static boolean matches(String entry, String host, int port, @Nullable InetAddress address) {
        if (entry.equals("*")) {
            return true;
        }
        if (entry.indexOf('/') > 0) {
            return address != null && isWithin(entry, address);
        }
        String named = entry;
        int colon = entry.lastIndexOf(':');
        boolean withPort = colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
        if (withPort) {
            if (!entry.substring(colon + 1).equals(String.valueOf(port))) {
                return false;
            }
            named = entry.substring(0, colon);
        }
        InetAddress excepted = address(named.replaceAll("[\\[\\]]", ""));
        if (excepted != null || address != null) {
            return excepted != null && excepted.equals(address);
        }
        String suffix = named.replaceFirst("^\\*?\\.", "");
        return !suffix.isEmpty() && (host.equals(suffix) || host.endsWith("." + suffix));
    }

    // RFC 4632, section 3.1: the first bits are those of the network.
    private static boolean isWithin(String network, InetAddress address) {
        int slash = network.indexOf('/');
        InetAddress first = address(network.substring(0, slash));
        String bits = network.substring(slash + 1);
        if (first == null || !bits.matches("\\d{1,3}") || first.getAddress().length != address.getAddress().length) {
            return false;
        }
        byte[] one = first.getAddress();
        byte[] other = address.getAddress();
        int same = Math.min(Integer.parseInt(bits), one.length * Byte.SIZE);
        for (int bit = 0; bit < same; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((one[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable InetAddress address(String host) {
        if (!ADDRESS.matcher(host).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private Optional<String> first(String name, String other) {
        return variables.apply(name).or(() -> variables.apply(other));
    }
}
