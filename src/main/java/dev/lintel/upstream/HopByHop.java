package dev.lintel.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/** Header fields that are meant for one connection only and are never handed on (RFC 9110, section 7.6.1). */
public final class HopByHop {

    private static final List<CharSequence> NAMES = List.of(
            HttpHeaders.CONNECTION,
            HttpHeaders.createOptimized("keep-alive"),
            HttpHeaders.createOptimized("proxy-connection"),
            HttpHeaders.createOptimized("proxy-authenticate"),
            HttpHeaders.createOptimized("proxy-authorization"),
            HttpHeaders.createOptimized("te"),
            HttpHeaders.createOptimized("trailer"),
            HttpHeaders.TRANSFER_ENCODING,
            HttpHeaders.createOptimized("upgrade"),
            HttpHeaders.createOptimized("http2-settings"));

    private HopByHop() {}

    /** Takes all hop-by-hop fields out of {@code headers}, also those that its Connection field names. */
    public static void removeFrom(MultiMap headers) {
        for (String connection : headers.getAll(HttpHeaders.CONNECTION)) {
            for (String named : connection.split(",", -1)) {
                headers.remove(named.strip());
            }
        }
        for (CharSequence name : NAMES) {
            headers.remove(name);
        }
    }
}
