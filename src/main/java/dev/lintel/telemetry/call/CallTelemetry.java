package dev.lintel.telemetry.call;

import dev.lintel.http.ErrorType;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.trace.CallTrace;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Hears the facts of one call, and decides nothing. On the call's event loop; must not block. In this order: {@link #identified},
 * {@link #routed}, {@link #read}, any number of attempts ({@link #skipped}, {@link #sent}, {@link #answered}, {@link #attemptEnded}), {@link #relayed}, {@link #lasts},
 * {@link #piece} and {@link #passed}, {@link #refused}, and exactly once, at any time, {@link #ended}.
 */
public interface CallTelemetry {

    /** The call is that of this caller, as the configuration names it. At most once. */
    void identified(String caller);

    /** The request's path belongs to this route. */
    void routed(String route);

    /**
     * The request has been read as far as it must be. At most once, before any attempt.
     *
     * @param inference what is asked of a model; null for a call that is only relayed
     * @param json the body, without any coding; empty for a call that is only relayed. Only lent, until what is returned is over
     * @param waitedNanos how long the client let itself be waited for
     * @return over as soon as the body is looked at no more, on the call's event loop
     */
    Future<?> read(@Nullable Inference inference, Buffer json, long waitedNanos);

    /** A target is not asked, for its breaker is open. */
    void skipped(Provider provider);

    /**
     * An attempt is about to be made.
     *
     * @param target the path below the provider's base URL, with its query
     * @param inference what this provider is asked of a model; null for a call that is only relayed
     * @return by which the attempt is called afterwards
     */
    Attempt sent(Provider provider, String target, @Nullable Inference inference);

    /**
     * A connection stands for an attempt: puts its trace context into what is about to be sent. At most once for each.
     *
     * @param version which is spoken on the connection
     */
    void inject(Attempt attempt, HttpVersion version, MultiMap headers);

    /** The head of an attempt's answer has come. At most once for each. */
    void answered(Attempt attempt, int status, MultiMap headers);

    /** An attempt is over. Exactly once for each, before {@link #ended}. */
    void attemptEnded(Attempt attempt, Ending ending);

    /** The last attempt's answer is passed on to the client. At most once. */
    void relayed(int status, MultiMap headers);

    /** These bytes of the answer have come. Only lent: valid during the call, never to be changed. */
    void piece(Buffer piece);

    /**
     * The head of the answer has gone to the client, its end has not come, and the request, which has come whole, is let go. At most once.
     *
     * @param request its fields: who does not want one to its end removes it
     */
    void lasts(MultiMap request);

    /**
     * The first of the content has been passed on. At most once.
     *
     * @param nanos how long that took since it came
     */
    void passed(long nanos);

    /** Lintel itself answers, with this error, in the place of any answer that was to be passed on. At most once. */
    void refused(ErrorType error);

    /** Puts into an answer's head which trace the call is in. */
    void describe(HttpServerResponse response);

    /**
     * The call is over: the client has its last byte, or never will. Exactly once.
     *
     * @param status that the client was answered; 0 for none
     */
    void ended(int status, Ending ending);

    /** What the call has used, as far as the provider has said; once it is over. */
    CallUsage usage();

    /** The call's place in its trace; null where telemetry is switched off. */
    @Nullable
    CallTrace trace();
}
