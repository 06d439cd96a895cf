package dev.lintel.upstream;

import dev.lintel.upstream.failure.UpstreamException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;

/** Gets the answer to an {@link Exchange}. After {@link #ended} or {@link #failed}, of which one comes unless the exchange is cancelled, nothing more. */
public interface ExchangeReceiver {

    /**
     * A connection stands, and these are the fields that are about to be sent, which may be added to.
     *
     * @param version which is spoken on it
     */
    void sending(HttpVersion version, MultiMap headers);

    /** The head of the answer has come. At most once. */
    void answered();

    /** The next bytes of its content. */
    void piece(Buffer piece);

    /** It is {@code nowNanos} by {@link System#nanoTime}, and nothing has taken too long: with every tick of the event loop. */
    default void tick(long nowNanos) {
        // Mostly nothing is to be done.
    }

    /** The answer is complete. */
    void ended();

    /** Nothing of the answer has been taken for as long as the provider may take for a piece of it: the client is not there. */
    void stalled();

    /** There is no answer, or it broke off. */
    void failed(UpstreamException failure);
}
