package dev.lintel.gateway.failover;

import dev.lintel.http.ErrorType;
import dev.lintel.upstream.ExchangeReceiver;
import io.vertx.core.buffer.Buffer;

/** Gets the content of an answer whose head has come, as an {@link ExchangeReceiver} does. */
public interface AnswerContent {

    /** The next bytes of it. */
    void piece(Buffer piece);

    /** It is {@code nowNanos} by {@link System#nanoTime}. */
    void tick(long nowNanos);

    /** It is complete. */
    void ended();

    /** Nothing of it has been taken for too long. */
    void stalled();

    /** It broke off, for this error. */
    void failed(ErrorType error);
}
