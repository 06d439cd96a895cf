package dev.lintel.relay;

import dev.lintel.upstream.Ending;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * Sees one answer pass. Called on the call's event loop, in the order of the methods here; must not block. It changes
 * nothing: an observer that throws hears no more of the answer, but for its ending.
 */
public interface AnswerObserver {

    /** The head has been passed on. At most once. */
    void started(int status, MultiMap headers);

    /** These bytes have been passed on. They are only lent: valid during the call, never to be changed. */
    void passed(Buffer piece);

    /** The answer is over: the client has its last byte, or never will. Exactly once. */
    void ended(Ending ending);
}
