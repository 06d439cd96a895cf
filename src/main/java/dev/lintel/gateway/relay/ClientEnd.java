package dev.lintel.gateway.relay;

import dev.lintel.http.UnreadBody;
import io.netty.channel.ChannelOption;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The client's end of a call, when its answer cannot end as it should. On the call's event loop. */
final class ClientEnd {

    /** How long a client may take to read what came before its answer broke off. */
    private static final Duration MAX_UNREAD = Duration.ofSeconds(5);

    private static final Handler<AsyncResult<Void>> LOST_WITH_STREAM = lost -> {};

    // Not the request, which holds what the client has sent.
    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final HttpVersion version;

    ClientEnd(HttpServerRequest request) {
        this.response = request.response();
        this.connection = request.connection();
        this.version = request.version();
    }

    boolean speaksHttp10() {
        return version == HttpVersion.HTTP_1_0;
    }

    /**
     * Who hears that a piece of the answer could not be written. Of HTTP/2 somebody must: what is still queued when a stream is reset
     * is lost, and where nobody hears of it the codec fails the whole connection. Of HTTP/1 nobody, which costs nothing.
     */
    @Nullable
    Handler<AsyncResult<Void>> hearsOfLost() {
        return version == HttpVersion.HTTP_2 ? LOST_WITH_STREAM : null;
    }

    /**
     * Ends the answer so that the client sees that something is missing. To HTTP/1.0 a closed connection is the end of an answer
     * without a length, so there it is reset. No response of HTTP/1 is: nobody would hear that it is over.
     */
    void breakOff() {
        if (version == HttpVersion.HTTP_2) {
            response.reset();
            return;
        }
        if (speaksHttp10() && connection instanceof ConnectionBase base) {
            base.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        // It waits for all that is queued.
        watch(connection.close(), MAX_UNREAD, this::cutOff);
    }

    /** Ends the answer though the client does not read. */
    void cutOff() {
        UnreadBody.breakOff(response, connection, version);
    }

    /** Calls {@code late} when that is not over in time. */
    void watch(Future<Void> reading, Duration limit, Runnable late) {
        if (!reading.isComplete()) {
            Vertx vertx = Vertx.currentContext().owner();
            long timer = vertx.setTimer(limit.toMillis(), over -> late.run());
            reading.onComplete(done -> vertx.cancelTimer(timer));
        }
    }
}
