package dev.lintel.http;

import dev.lintel.http.connection.Connections;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/** A request's body that nobody wants any more: its client has been answered, and may still be sending. */
public final class UnreadBody {

    /** How long a client may go on sending a body that nobody reads. */
    private static final long MAX_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private UnreadBody() {}

    /**
     * Reads the rest and drops it, so that the client gets to see its answer; but not for ever: then the stream is reset
     * (HTTP/2), or the connection closed (HTTP/1, where it serves no one else). On the request's event loop.
     */
    public static void giveUp(HttpServerRequest request, Vertx vertx) {
        if (request.isEnded()) {
            return;
        }
        request.handler(dropped -> {});
        request.resume();
        vertx.setTimer(MAX_MILLIS, late -> {
            if (!request.isEnded()) {
                breakOff(request);
            }
        });
    }

    /**
     * Breaks a request off, without touching any other: its stream (HTTP/2), or its connection (HTTP/1). What is still queued for
     * the client is dropped with it.
     */
    public static void breakOff(HttpServerRequest request) {
        breakOff(request.response(), request.connection(), request.version());
    }

    /** The same of the one that is answered so. */
    public static void breakOff(HttpServerResponse answer, HttpConnection connection, HttpVersion version) {
        if (version == HttpVersion.HTTP_2) {
            answer.reset();
        } else {
            Connections.drop(connection);
        }
    }
}
