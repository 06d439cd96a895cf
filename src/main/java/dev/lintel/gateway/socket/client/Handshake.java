package dev.lintel.gateway.socket.client;

import dev.lintel.http.ApiError;
import dev.lintel.http.EndToEndFields;
import dev.lintel.http.FieldNames;
import dev.lintel.http.RefusedException;
import dev.lintel.http.WebsocketFields;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The opening of a WebSocket (RFC 6455, section 4.2), as the server that Lintel is to the client. */
final class Handshake {

    private static final CharSequence KEY = HttpHeaders.createOptimized("sec-websocket-key");
    private static final CharSequence VERSION = HttpHeaders.createOptimized("sec-websocket-version");
    private static final CharSequence ACCEPT = HttpHeaders.createOptimized("sec-websocket-accept");

    private static final EndToEndFields END_TO_END = EndToEndFields.except(FieldNames.of("content-length"));

    private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private Handshake() {}

    /**
     * Requires that an opening is one.
     *
     * @throws RefusedException when something is missing of it
     */
    static void require(HttpServerRequest request) {
        if (!"13".equals(request.getHeader(VERSION))) {
            request.response().putHeader(VERSION, "13");
            throw new RefusedException(ApiError.invalidRequest(
                    426, "websocket_version", null, "Sec-WebSocket-Version must be 13, of which there is no other."));
        }
        if (!isKey(request.getHeader(KEY))) {
            throw new RefusedException(ApiError.invalidRequest(
                    400, "invalid_websocket_key", null, "Sec-WebSocket-Key must be 16 bytes in base64."));
        }
    }

    private static boolean isKey(String key) {
        try {
            return key != null && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Prepares the answer that agrees, before any provider is asked: with the first subprotocol that is none but a key's carrier. */
    static void accept(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.putHeader(ACCEPT, accept(request.getHeader(KEY)));
        WebsocketFields.offered(request.headers()).stream()
                .findFirst()
                .ifPresent(chosen -> response.putHeader(WebsocketFields.SUBPROTOCOL, chosen));
    }

    /** Copies the head of a provider's answer that agrees. */
    static void copy(MultiMap agreed, MultiMap headers) {
        END_TO_END.copy(agreed, headers);
    }

    private static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-1", e);
        }
    }
}
