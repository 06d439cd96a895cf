package dev.lintel.telemetry;

import dev.lintel.relay.AnswerObserver;
import dev.lintel.upstream.AttemptObserver;
import io.vertx.core.buffer.Buffer;

/** Hears all of one call: what is asked, the attempts at providers, and the answer that passes. */
public sealed interface CallObserver extends AttemptObserver, AnswerObserver permits CallTelemetry, NoTelemetry {

    /** The path belongs to this route. */
    void route(String route);

    /**
     * The request has been read as far as it must be. At most once, before any attempt.
     *
     * @param waitedNanos how long the client let itself be waited for
     */
    void read(long waitedNanos);

    /**
     * The call is understood. At most once, before any attempt.
     *
     * @param json the body, without any encoding; only lent
     */
    void asks(Inference inference, Buffer json);
}
