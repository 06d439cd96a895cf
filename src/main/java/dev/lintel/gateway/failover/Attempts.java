package dev.lintel.gateway.failover;

import dev.lintel.gateway.routing.CallTarget;
import dev.lintel.gateway.routing.RequestReader;
import dev.lintel.providers.Target;
import dev.lintel.telemetry.call.Attempt;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.upstream.Exchange;
import dev.lintel.upstream.ExchangeReceiver;
import dev.lintel.upstream.UpstreamClient;
import dev.lintel.upstream.failure.UpstreamException;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The attempts to have one call answered: mostly one. Another one follows, before the client sees anything, where a target has
 * failed in a way that may pass, at the same target or the next; where the provider has not seen it, for a connection that had served before was closed unanswered;
 * and where a provider refuses what Lintel has added to the request. On the call's event loop.
 */
public final class Attempts implements ExchangeReceiver {

    /** Hears what the last attempt has come to. */
    public interface Receiver {

        /** The head of the answer has come, and is to be {@linkplain #passTo passed} on. At most once. */
        void answered(Exchange answer);

        /** There is no answer. */
        void failed(UpstreamException failure);

        /** The next attempt could not be begun. */
        void refused(RuntimeException failure);
    }

    private static final long NO_TIMER = -1;

    private final UpstreamClient upstream;
    private final RequestReader requests;
    private final CallTelemetry telemetry;
    private final Targets targets;
    private final Receiver to;
    private final long begunNanos;

    private @Nullable AnswerContent content;
    private @Nullable Function<Target, CallTarget> asking;
    private @Nullable CallTarget asked;
    private @Nullable Exchange exchange;
    private @Nullable Attempt attempt;
    private @Nullable UsageRefusal refusal;
    private long pause = NO_TIMER;
    private boolean asksUsage;
    private boolean answered;
    private boolean afresh;
    private boolean resent;

    /**
     * Of a call, none of which has been sent.
     *
     * @param targets who may be asked, in this order
     * @param asking says what one of them is asked
     * @param begunNanos when the call began, on the clock of {@link System#nanoTime}
     */
    public Attempts(
            UpstreamClient upstream,
            RequestReader requests,
            CallTelemetry telemetry,
            List<Target> targets,
            Function<Target, CallTarget> asking,
            long begunNanos,
            Receiver to) {
        this.upstream = upstream;
        this.requests = requests;
        this.telemetry = telemetry;
        this.targets = new Targets(targets, telemetry);
        this.asking = asking;
        this.begunNanos = begunNanos;
        this.to = to;
    }

    /** Chooses whom to ask first, and says what. */
    public CallTarget begin() {
        CallTarget first = known(asking).apply(targets.first());
        asked = first;
        return first;
    }

    /**
     * Makes the first attempt.
     *
     * @throws UpstreamException when none of the targets may be asked
     */
    public void send() {
        targets.requireOne();
        send(known(asked));
    }

    private void send(CallTarget next) {
        asksUsage = next.asksUsage();
        attempt = telemetry.sent(next.provider(), next.request().target(), next.inference());
        Exchange sending = afresh
                ? upstream.exchangeAfresh(next.provider(), next.request(), this, begunNanos)
                : upstream.exchange(next.provider(), next.request(), this, begunNanos);
        exchange = sending;
        sending.start();
    }

    /** Whether streams of the target were asked for their usage, so that it must be taken out again. */
    public boolean asksUsage() {
        return asksUsage;
    }

    /** Who gets the content of the answer, once its head has come. */
    public void passTo(AnswerContent receiver) {
        content = receiver;
    }

    /** The provider has switched to another protocol: the attempt is over, and says what was asked of whom. */
    public CallTarget switched() {
        telemetry.attemptEnded(known(attempt), Ending.COMPLETED);
        targets.leave();
        exchange = null;
        return known(asked);
    }

    /** Nothing more of the request is wanted. */
    public void letRequestGo() {
        asking = null;
        asked = null;
    }

    /** Gives the one under way up, if there is one, and makes no other. */
    public void cancel() {
        if (pause != NO_TIMER) {
            Vertx.currentContext().owner().cancelTimer(pause);
            pause = NO_TIMER;
        }
        if (exchange != null && exchange.cancel()) {
            telemetry.attemptEnded(known(attempt), Ending.CANCELLED);
        }
        targets.leave();
    }

    @Override
    public void sending(HttpVersion version, MultiMap headers) {
        telemetry.inject(known(attempt), version, headers);
    }

    @Override
    public void answered() {
        Exchange from = known(exchange);
        telemetry.answered(known(attempt), from.status(), from.headers());
        targets.judge(from.status() < 500);
        if (UsageRefusal.isPossible(known(asked), from)) {
            refusal = new UsageRefusal(from);
        } else if (!goesOn(RetryAdvice.ofAnswer(from.status(), from.headers()))) {
            pass(from);
        }
    }

    @Override
    public void piece(Buffer piece) {
        if (refusal == null) {
            passPiece(piece);
        } else if (!refusal.take(piece)) {
            passRefusal(refusal);
        }
    }

    @Override
    public void tick(long nowNanos) {
        if (content != null) {
            content.tick(nowNanos);
        }
    }

    @Override
    public void stalled() {
        if (content != null) {
            content.stalled();
        }
    }

    @Override
    public void ended() {
        telemetry.attemptEnded(known(attempt), Ending.COMPLETED);
        if (refusal != null && refusal.namesWhatLintelAdded()) {
            refusal = null;
            requests.refusesUsage(known(asked).provider());
            ask();
            return;
        }
        targets.leave();
        if (refusal != null) {
            passRefusal(refusal);
        }
        if (content != null) {
            content.ended();
        }
    }

    @Override
    public void failed(UpstreamException failure) {
        telemetry.attemptEnded(known(attempt), Ending.failed(failure.errorType()));
        if (refusal != null) {
            passRefusal(refusal);
        }
        Exchange from = known(exchange);
        boolean again = !answered && from.isRepeatable();
        if (again && !resent && failure.isBroken() && from.isUnseen()) {
            resent = true;
            afresh = true;
            ask();
            return;
        }
        afresh = failure.isBroken();
        // What breaks an upload may be its client.
        if (failure.isOfProvider() && (answered || again)) {
            targets.judge(false);
        }
        if (!again || !follows(RetryAdvice.ofFailure(failure))) {
            targets.leave();
            if (content == null) {
                to.failed(failure);
            } else {
                content.failed(failure.errorType());
            }
        }
    }

    // An answer that another attempt may better is not the client's.
    private boolean goesOn(RetryAdvice advice) {
        Exchange refused = known(exchange);
        if (!refused.isRepeatable() || !follows(advice)) {
            return false;
        }
        telemetry.attemptEnded(known(attempt), Ending.COMPLETED);
        refused.discard();
        return true;
    }

    // Whether another attempt is made. It begins when this turn of the event loop is over, or later.
    private boolean follows(RetryAdvice advice) {
        targets.leave();
        long wait = targets.next(advice, begunNanos);
        if (wait == Targets.NONE) {
            return false;
        }
        pause = Vertx.currentContext().owner().setTimer(Math.max(1, wait), over -> {
            pause = NO_TIMER;
            ask();
        });
        return true;
    }

    private void ask() {
        try {
            CallTarget next = known(asking).apply(targets.current());
            asked = next;
            send(next);
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
        passPiece(held.content());
    }

    // Where the head could not be passed on nobody wants the rest.
    private void passPiece(Buffer piece) {
        if (content != null) {
            content.piece(piece);
        }
    }

    private static <T> T known(@Nullable T part) {
        return Objects.requireNonNull(part, "no attempt has been made");
    }
}
