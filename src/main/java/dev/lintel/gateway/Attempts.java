package dev.lintel.gateway;

import dev.lintel.gateway.routing.CallTarget;
import dev.lintel.gateway.routing.UsageRefusal;
import dev.lintel.telemetry.call.Attempt;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.call.Ending;
import dev.lintel.upstream.Exchange;
import dev.lintel.upstream.UpstreamException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The attempts to have one call answered: mostly one. Another one follows before the client sees anything, when a connection
 * that had served before was closed unanswered, and when a provider refuses what Lintel has added to the request. On the call's
 * event loop.
 */
final class Attempts implements Exchange.Receiver {

    /** Gets the answer of the last attempt, as an {@link Exchange.Receiver} does. */
    interface Receiver {

        /** The head of the answer has come. At most once. */
        void answered(Exchange answer);

        /** The next bytes of its content. */
        void piece(Buffer piece);

        /** The answer is complete. */
        void ended();

        /** Nothing of the answer has been taken for too long. */
        void stalled();

        /** There is no answer, or it broke off. */
        void failed(UpstreamException failure);

        /** The next attempt could not be begun. */
        void refused(RuntimeException failure);
    }

    private final Gateway with;
    private final CallTelemetry telemetry;
    private final Supplier<CallTarget> route;
    private final Receiver to;

    private @Nullable CallTarget target;
    private @Nullable Exchange exchange;
    private @Nullable Attempt attempt;
    private @Nullable UsageRefusal refusal;
    private boolean answered;
    private boolean afresh;

    /**
     * Of a call, none of which has been sent.
     *
     * @param target where it goes
     * @param route says so anew when that has changed by an attempt
     */
    Attempts(Gateway with, CallTelemetry telemetry, CallTarget target, Supplier<CallTarget> route, Receiver to) {
        this.with = with;
        this.telemetry = telemetry;
        this.target = target;
        this.route = route;
        this.to = to;
    }

    /** Makes the next attempt. */
    void send() {
        CallTarget asked = known(target);
        attempt = telemetry.sent(asked.provider(), asked.request().target());
        exchange = afresh
                ? with.upstream.sendAfresh(asked.provider(), asked.request(), this)
                : with.upstream.send(asked.provider(), asked.request(), this);
    }

    /** Whether streams of the target were asked for their usage, so that it must be taken out again. */
    boolean asksUsage() {
        return known(target).asksUsage();
    }

    /** Nothing more of the request is wanted. */
    void letRequestGo() {
        target = null;
    }

    /** Gives the one under way up, if there is one. */
    void cancel() {
        if (exchange != null && exchange.cancel()) {
            telemetry.attemptEnded(known(attempt), Ending.CANCELLED);
        }
    }

    @Override
    public void sending(MultiMap headers) {
        telemetry.inject(known(attempt), headers);
    }

    @Override
    public void answered() {
        Exchange from = known(exchange);
        telemetry.answered(known(attempt), from.status());
        if (UsageRefusal.isPossible(known(target), from)) {
            refusal = new UsageRefusal();
        } else {
            pass(from);
        }
    }

    @Override
    public void piece(Buffer piece) {
        if (refusal == null) {
            to.piece(piece);
        } else if (!refusal.take(piece)) {
            passRefusal(refusal);
        }
    }

    @Override
    public void stalled() {
        to.stalled();
    }

    @Override
    public void ended() {
        telemetry.attemptEnded(known(attempt), Ending.COMPLETED);
        if (refusal != null && refusal.namesWhatLintelAdded()) {
            refusal = null;
            with.requests.refusesUsage(known(target).provider());
            again(route);
            return;
        }
        if (refusal != null) {
            passRefusal(refusal);
        }
        to.ended();
    }

    @Override
    public void failed(UpstreamException failure) {
        telemetry.attemptEnded(known(attempt), Ending.failed(failure.errorType()));
        if (refusal != null) {
            passRefusal(refusal);
        }
        if (!answered && !afresh && failure.isBroken() && known(exchange).mayBeSentAgain()) {
            afresh = true;
            again(() -> known(target));
        } else {
            to.failed(failure);
        }
    }

    private void again(Supplier<CallTarget> next) {
        try {
            target = next.get();
            send();
        } catch (RuntimeException failure) {
            to.refused(failure);
        }
    }

    private void pass(Exchange from) {
        answered = true;
        to.answered(from);
    }

    // It is none of what Lintel has added: the client gets it as it came.
    private void passRefusal(UsageRefusal held) {
        refusal = null;
        pass(known(exchange));
        to.piece(held.content());
    }

    private static <T> T known(@Nullable T part) {
        return Objects.requireNonNull(part, "no attempt has been made");
    }
}
