package dev.lintel.telemetry.disabled;

import dev.lintel.http.ErrorType;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.call.Attempt;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.call.CallUsage;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.trace.CallTrace;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Hears nothing, where telemetry is switched off: the caller's trace headers pass as they are. */
public enum NoTelemetry implements CallTelemetry {
    INSTANCE;

    @Override
    public void identified(String caller) {
        // Switched off.
    }

    @Override
    public void routed(String route) {
        // Switched off.
    }

    @Override
    public Future<?> read(@Nullable Inference inference, Buffer json, long waitedNanos) {
        return Future.succeededFuture();
    }

    @Override
    public void skipped(Provider provider) {
        // Switched off.
    }

    @Override
    public Attempt sent(Provider provider, String target, @Nullable Inference inference) {
        return Attempt.UNKNOWN;
    }

    @Override
    public void inject(Attempt attempt, HttpVersion version, MultiMap headers) {
        // Switched off.
    }

    @Override
    public void answered(Attempt attempt, int status, MultiMap headers) {
        // Switched off.
    }

    @Override
    public void attemptEnded(Attempt attempt, Ending ending) {
        // Switched off.
    }

    @Override
    public void relayed(int status, MultiMap headers) {
        // Switched off.
    }

    @Override
    public void lasts(MultiMap request) {
        request.clear();
    }

    @Override
    public void piece(Buffer piece) {
        // Switched off.
    }

    @Override
    public void passed(long nanos) {
        // Switched off.
    }

    @Override
    public void refused(ErrorType error) {
        // Switched off.
    }

    @Override
    public void describe(HttpServerResponse response) {
        // Switched off.
    }

    @Override
    public void ended(int status, Ending ending) {
        // Switched off.
    }

    @Override
    public CallUsage usage() {
        return CallUsage.UNKNOWN;
    }

    @Override
    public @Nullable CallTrace trace() {
        return null;
    }
}
