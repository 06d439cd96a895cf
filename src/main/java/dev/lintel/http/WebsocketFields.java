package dev.lintel.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.stream.Stream;

/** The header fields of a WebSocket's opening and its answer (RFC 6455, section 11.3), on either side of Lintel. */
public final class WebsocketFields {

    /** Subprotocols, offered or chosen. */
    public static final CharSequence SUBPROTOCOL = HttpHeaders.createOptimized("sec-websocket-protocol");

    private static final CharSequence EXTENSIONS = HttpHeaders.createOptimized("sec-websocket-extensions");

    /** By this browsers send a key where they can send no header field. */
    private static final String KEY = "openai-insecure-api-key.";

    private WebsocketFields() {}

    /** Says that the protocol is to be switched, or is. Extensions are never agreed on: they would be of frames, which Lintel reads. */
    public static void announceSwitch(MultiMap headers) {
        headers.set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        headers.set(HttpHeaders.UPGRADE, "websocket");
        headers.remove(EXTENSIONS);
    }

    /** The subprotocols that a request offers, in their order, but for what only carries a key. */
    public static List<String> offered(MultiMap headers) {
        return Stream.of(String.join(",", headers.getAll(SUBPROTOCOL)).split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty() && !each.startsWith(KEY))
                .toList();
    }
}
