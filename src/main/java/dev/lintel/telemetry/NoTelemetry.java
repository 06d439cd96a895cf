package dev.lintel.telemetry;

import dev.lintel.upstream.Ending;
import dev.lintel.upstream.Provider;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/** Tells nothing, where telemetry is switched off: the caller's trace headers pass as they are. */
enum NoTelemetry implements CallObserver {
    INSTANCE;

    @Override
    public void route(String route) {
        // Switched off.
    }

    @Override
    public void read(long waitedNanos) {
        // Switched off.
    }

    @Override
    public void asks(Inference inference, Buffer json) {
        // Switched off.
    }

    @Override
    public void begun(long nanos) {
        // Switched off.
    }

    @Override
    public Attempt begin(Provider provider, HttpMethod method, String path, MultiMap headers) {
        return NoAttempt.INSTANCE;
    }

    @Override
    public void started(int status, MultiMap headers) {
        // Switched off.
    }

    @Override
    public void passed(Buffer piece) {
        // Switched off.
    }

    @Override
    public void ended(Ending ending) {
        // Switched off.
    }

    private enum NoAttempt implements Attempt {
        INSTANCE;

        @Override
        public void answered(int status) {
            // Switched off.
        }

        @Override
        public void ended(Ending ending) {
            // Switched off.
        }
    }
}
