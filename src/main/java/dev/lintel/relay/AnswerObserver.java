package dev.lintel.relay;

import dev.lintel.upstream.Ending;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * Sees one answer pass. Called on the call's event loop; must not block. It changes
 * nothing: an observer that throws hears no more of the answer, but for its ending.
 */
public interface AnswerObserver {

    /** The head has been passed on. At most once. */
    void started(int status, MultiMap headers);

    /**
     * The first of the content has been passed on. At most once.
     *
     * @param nanos how long that took since it came
     */
    void begun(long nanos);

    /** These bytes have come, and have been passed on but for what was filtered out. They are only lent: valid during the call, never to be changed. */
    void passed(Buffer piece);

    /** The answer is over: the client has its last byte, or never will. Exactly once. */
    void ended(Ending ending);
}
