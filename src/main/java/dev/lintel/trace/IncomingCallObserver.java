package dev.lintel.trace;

/** Hears of every call, kept by sampling or not. Called on the call's event loop; must not block. */
public interface IncomingCallObserver {

    /**
     * The request's head has come.
     *
     * @return who hears how the call goes on
     */
    Follower began(IncomingCall call);

    /** Hears how one call goes on. */
    interface Follower {

        /** The SERVER span is about to end: the last moment for what is told within it. Exactly once. */
        void ending();

        /**
         * The call is over. Exactly once, after {@link #ending}.
         *
         * @param seconds from the request's head to the end
         */
        void ended(double seconds);
    }
}
