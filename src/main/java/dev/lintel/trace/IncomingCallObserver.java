package dev.lintel.trace;

/** Hears of every call, kept by sampling or not. Called on the call's event loop; must not block. */
public interface IncomingCallObserver {

    /** The request's head has come. */
    void began(IncomingCall call);

    /**
     * The call is over. Exactly once.
     *
     * @param seconds from the request's head to the end
     */
    void ended(IncomingCall call, double seconds);
}
