package dev.lintel.http.body;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies are held for all calls together, and how many may be. Any thread may ask. */
public final class HeldBytes {

    private final long most;
    private final AtomicLong held = new AtomicLong();

    /** A budget of {@code most} bytes. */
    public HeldBytes(long most) {
        this.most = most;
    }

    /** The most bytes that may be held. */
    public long most() {
        return most;
    }

    /** Takes so many bytes, or none: says whether they may be held. */
    boolean take(long bytes) {
        if (held.addAndGet(bytes) <= most) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Gives bytes back that were taken. */
    void give(long bytes) {
        held.addAndGet(-bytes);
    }

    /** Bytes that are held now. */
    public long held() {
        return held.get();
    }
}
