package dev.lintel.http.connection;

import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where requests come from: the connection's other end, or, where that is a proxy of {@code listener.trusted_proxies}, whom
 * it has written down last. What others have written is not believed. Immutable; any thread may ask.
 */
public final class TrustedProxies {

    private static final String FORWARDED = "forwarded";
    private static final String X_FORWARDED_FOR = "x-forwarded-for";
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private final List<Network> networks;

    /**
     * Takes the configuration: addresses, and networks such as {@code 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException for what is neither, naming the key
     */
    public TrustedProxies(List<String> configured) {
        this.networks = configured.stream().map(Network::required).toList();
    }

    /** The address that a request comes from; empty where that is not known. */
    public String client(HttpServerRequest request) {
        SocketAddress end = request.connection().remoteAddress();
        String address = end == null ? null : end.host();
        return address == null ? "" : client(address, request.headers());
    }

    String client(String address, MultiMap headers) {
        if (networks.isEmpty() && address.indexOf(':') < 0) {
            // Nobody is believed, and an address of IPv4 is written in one way only.
            return address;
        }
        byte[] end = bytes(address);
        if (end == null) {
            return address;
        }
        if (!trust(end)) {
            return NetUtil.bytesToIpAddress(end);
        }
        List<String> lines = headers.getAll(FORWARDED);
        List<String> others = headers.getAll(X_FORWARDED_FOR);
        byte[] client = lines.isEmpty() ? end : nearest(end, ForwardedNodes.ofForwarded(lines));
        if (!others.isEmpty()) {
            byte[] other = nearest(end, ForwardedNodes.ofForwardedFor(others));
            // A proxy writes one of them, and lets the other pass as a client has made it up: neither is believed then.
            client = lines.isEmpty() || Arrays.equals(client, other) ? other : end;
        }
        return NetUtil.bytesToIpAddress(client);
    }

    // From the right, where each proxy adds whom it has the request from, as long as it is one that is trusted.
    private byte[] nearest(byte[] end, List<String> nodes) {
        byte[] known = end;
        for (int at = nodes.size() - 1; at >= 0 && trust(known); at--) {
            byte[] next = ofNode(nodes.get(at));
            if (next == null) {
                break;
            }
            known = next;
        }
        return known;
    }

    private boolean trust(byte[] address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    // RFC 7239, section 6: null for "unknown" and identifiers that hide who it is. A port may stand behind an address.
    private static byte @Nullable [] ofNode(String node) {
        String host = node.strip();
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end > 0 && isPort(host, end + 1) ? bytes(host.substring(1, end)) : null;
        }
        int colon = host.indexOf(':');
        if (colon < 0 || host.indexOf(':', colon + 1) >= 0) {
            return bytes(host);
        }
        return isPort(host, colon) ? bytes(host.substring(0, colon)) : null;
    }

    private static boolean isPort(String host, int from) {
        return from == host.length()
                || (host.charAt(from) == ':' && host.length() > from + 1 && host.indexOf(':', from + 1) < 0);
    }

    private static byte @Nullable [] bytes(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        return bytes == null ? null : plain(bytes);
    }

    // ::ffff:192.0.2.1 is 192.0.2.1 (RFC 4291, section 2.5.5.2).
    private static byte[] plain(byte[] bytes) {
        if (bytes.length != IPV6_BYTES) {
            return bytes;
        }
        for (int at = 0; at < 12; at++) {
            if (bytes[at] != (at < 10 ? 0 : (byte) 0xff)) {
                return bytes;
            }
        }
        return Arrays.copyOfRange(bytes, IPV6_BYTES - IPV4_BYTES, IPV6_BYTES);
    }

    /** The addresses that share their first {@code bits} with this one. */
    private static final class Network {

        private final byte[] address;
        private final int bits;

        private Network(byte[] address, int bits) {
            this.address = address;
            this.bits = bits;
        }

        static Network required(String configured) {
            String text = configured.strip();
            int slash = text.indexOf('/');
            byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
            if (address == null) {
                throw refused(configured);
            }
            int most = address.length * Byte.SIZE;
            int bits = slash < 0 ? most : bits(text.substring(slash + 1));
            if (bits < 0 || bits > most) {
                throw refused(configured);
            }
            return new Network(address, bits);
        }

        private static int bits(String text) {
            boolean digits =
                    !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
            return digits ? Integer.parseInt(text) : -1;
        }

        private static IllegalArgumentException refused(String configured) {
            return new IllegalArgumentException("trusted_proxies: '" + configured
                    + "' is neither an IP address nor a network, such as 10.0.0.0/8 or 2001:db8::/32");
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / Byte.SIZE;
            int rest = bits % Byte.SIZE;
            if (!Arrays.equals(address, 0, whole, other, 0, whole)) {
                return false;
            }
            int mask = 0xff << (Byte.SIZE - rest);
            return rest == 0 || ((address[whole] ^ other[whole]) & mask & 0xff) == 0;
        }
    }
}
