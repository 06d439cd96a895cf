package dev.lintel.relay;

import io.vertx.core.buffer.Buffer;

/** Takes out of one answer what the client is not to see. Called on the call's event loop; must not block. */
public interface AnswerFilter {

    /** What may pass now, of what has come before and of {@code piece}; perhaps nothing. */
    Buffer pass(Buffer piece);

    /** What has been held back, when nothing more comes. */
    Buffer rest();
}
