package dev.lintel.telemetry.call;

/** Hears of calls that have ended. On the call's event loop; must not block. */
public interface CallReceiver {

    /** All is known of the call. Exactly once. */
    void ended(CallRecord call);
}
