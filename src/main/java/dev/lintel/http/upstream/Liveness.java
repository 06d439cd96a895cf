package dev.lintel.http.upstream;

import dev.lintel.http.connection.Connections;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import java.util.concurrent.TimeUnit;

/**
 * Whether the peer of a connection of HTTP/2 is still there: where it is silent for long it is asked (RFC 9113, section 6.7), and
 * where it does not answer that the connection is closed. On the connection's event loop.
 */
final class Liveness {

    private static final long PING_AFTER_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PONG_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final HttpConnection connection;
    private long frames;
    private long seen = -1;
    private long seenNanos;
    private long pingedNanos;
    private boolean pinged;

    Liveness(HttpConnection connection) {
        this.connection = connection;
    }

    /** A frame has come. */
    void heard() {
        frames++;
    }

    /** How many have come. */
    long frames() {
        return frames;
    }

    /** Sees to it, at any interval, by {@link System#nanoTime}. */
    void look(long nowNanos) {
        if (seen != frames) {
            seen = frames;
            seenNanos = nowNanos;
            pinged = false;
        } else if (pinged && nowNanos - pingedNanos >= PONG_WITHIN_NANOS) {
            Connections.drop(connection);
        } else if (!pinged && nowNanos - seenNanos >= PING_AFTER_NANOS) {
            pinged = true;
            pingedNanos = nowNanos;
            connection.ping(Buffer.buffer().appendLong(0));
        }
    }
}
