package dev.lintel.http;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names and addresses that are this machine's own, and that no name server can give to another (RFC 6761, section 6.3). */
public final class LoopbackHosts {

    private static final Pattern IPV4 = Pattern.compile("127(?:\\.\\d{1,3}){3}");

    private LoopbackHosts() {}

    /** Whether a host, with or without a port behind it, is one of them. */
    public static boolean isLoopback(String hostAndPort) {
        if (hostAndPort.startsWith("[")) {
            int end = hostAndPort.indexOf(']');
            return end > 0 && hostAndPort.substring(1, end).equals("::1") && isPort(hostAndPort.substring(end + 1));
        }
        int colon = hostAndPort.indexOf(':');
        String host = (colon < 0 ? hostAndPort : hostAndPort.substring(0, colon)).toLowerCase(Locale.ROOT);
        return isPort(colon < 0 ? "" : hostAndPort.substring(colon))
                && (host.equals("localhost")
                        || host.endsWith(".localhost")
                        || IPV4.matcher(host).matches());
    }

    private static boolean isPort(String rest) {
        return rest.isEmpty()
                || (rest.charAt(0) == ':' && rest.chars().skip(1).allMatch(digit -> digit >= '0' && digit <= '9'));
    }
}
