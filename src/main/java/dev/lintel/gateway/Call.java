package dev.lintel.gateway;

import dev.lintel.callers.Charge;
import dev.lintel.gateway.admission.CorsAnswer;
import dev.lintel.gateway.charge.CallCharge;
import dev.lintel.gateway.failover.Attempts;
import dev.lintel.gateway.relay.ClientSide;
import dev.lintel.gateway.relay.Relay;
import dev.lintel.gateway.routing.CallBody;
import dev.lintel.gateway.routing.CallPath;
import dev.lintel.gateway.routing.CallTarget;
import dev.lintel.http.AnswerStatus;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.upstream.Exchange;
import dev.lintel.upstream.failure.UpstreamException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call, from its request's head to its answer's last byte: {@link #proceed} is its way. On one event loop, where nothing
 * of it blocks. It is over exactly once, whatever happens.
 */
final class Call implements CallBody.Receiver, Charge.Receiver, Attempts.Receiver, Relay.Receiver {

    private static final String KEY = Call.class.getName();

    private enum Step {
        READ,
        ROUTE,
        SEND,
        RELAY,
        SWITCH,
        /** Something must come before the next step: its receiver takes that. */
        WAIT
    }

    final Setup with;
    private final CallTelemetry telemetry;
    private final ClientSide client;
    private final CallAnswer ownAnswer;
    private final long begunNanos = System.nanoTime();

    private CallCharge charge = CallCharge.none();
    private @Nullable CallPath path;
    private @Nullable SocketOpening socket;
    private @Nullable CallBody body;
    private @Nullable CallTarget target;
    private @Nullable Attempts attempts;
    private @Nullable Exchange answer;
    private @Nullable Relay relay;
    private boolean over;

    Call(Setup with, RoutingContext routing, CallTelemetry telemetry) {
        this.with = with;
        this.telemetry = telemetry;
        this.client = new ClientSide(with.underWay(), routing, this::answerEnded);
        this.ownAnswer = new CallAnswer(with, client, telemetry);
    }

    /** The call that a request belongs to which was left to JAX-RS. */
    static Call of(RoutingContext routing) {
        return routing.get(KEY);
    }

    /** Whether the call is one that may come in, and one that Lintel does not answer at once. */
    boolean isAdmitted() {
        try {
            HttpServerRequest request = client.request();
            ownAnswer.allow(with.admission().admit(request));
            if (CorsAnswer.isPreflight(request)) {
                CorsAnswer.allow(request);
                return false;
            }
            charge = CallCharge.admit(with.callers(), request, telemetry);
            return true;
        } catch (RuntimeException failure) {
            refuse(failure);
            return false;
        }
    }

    /** Lets the call take its way, or refuses it. */
    void begin() {
        try {
            path = CallPath.of(client.request());
            telemetry.routed(path.route());
            proceed(Step.READ);
        } catch (RuntimeException failure) {
            refuse(failure);
        }
    }

    /** The way of a call. */
    private void proceed(Step first) {
        Step step = first;
        while (step != Step.WAIT) {
            step = switch (step) {
                case READ -> readBody();
                case ROUTE -> route();
                case SEND -> send();
                case RELAY -> relay();
                case SWITCH -> switchProtocol();
                case WAIT -> Step.WAIT;
            };
        }
    }

    // As far as it must be read: then read() goes on.
    private Step readBody() {
        if (known(path).isSocket() && socket == null) {
            socket = new SocketOpening(with, client.request(), telemetry, this::heard, this::end);
            if (socket.begin(known(path))) {
                return Step.WAIT;
            }
        }
        CallBody coming = with.requests().body(client.request(), known(path), this);
        body = coming;
        return coming.begin() ? Step.WAIT : Step.ROUTE;
    }

    // Where the caller's limits are not known at once reserved() goes on.
    private Step route() {
        CallBody read = known(body);
        charge.requireModel(read, known(path), client.request().method());
        Attempts coming = new Attempts(
                with.upstream(), with.requests(), telemetry, read.route().targets(), read::target, begunNanos, this);
        attempts = coming;
        CallTarget routed = coming.begin();
        target = routed;
        // Of a socket it is each turn that is charged.
        return socket != null || charge.reserve(routed, this) ? Step.SEND : Step.WAIT;
    }

    // Then answered() or failed() goes on.
    private Step send() {
        CallTarget to = known(target);
        target = null;
        known(body).readBy(telemetry, to);
        known(attempts).send();
        return Step.WAIT;
    }

    // Then end() does, or failed().
    private Step relay() {
        Exchange from = known(answer);
        Relay begun = new Relay(from, client, telemetry, known(attempts).asksUsage(), this);
        relay = begun;
        telemetry.relayed(from.status(), from.headers());
        letBodyGo();
        known(attempts).passTo(begun);
        begun.begin(client.routing(), with.describesTrace(), with.keepAlive());
        charge.describe(client.response().headers());
        return Step.WAIT;
    }

    @Override
    public void lasts() {
        client.lasts(telemetry);
        known(answer).letHeadsGo();
        path = null;
    }

    // Then end() does.
    private Step switchProtocol() {
        known(socket).agreed(known(answer), known(path), known(attempts).switched(), charge);
        return Step.WAIT;
    }

    // It is known by now whose the first message is.
    private void heard(@Nullable String model) {
        path = known(path).forModel(model);
        resume(Step.READ);
    }

    @Override
    public void read() {
        resume(Step.ROUTE);
    }

    @Override
    public void unreadable(Throwable why) {
        refuse(why);
    }

    @Override
    public void reserved() {
        resume(Step.SEND);
    }

    @Override
    public void answered(Exchange from) {
        answer = from;
        resume(from.status() == AnswerStatus.SWITCHING_PROTOCOLS ? Step.SWITCH : Step.RELAY);
    }

    @Override
    public void failed(UpstreamException failure) {
        refuse(failure);
    }

    @Override
    public void refused(RuntimeException failure) {
        refuse(failure);
    }

    /** Leaves a call whose answer JAX-RS makes. */
    void leaveToJaxRs(String route) {
        telemetry.routed(route);
        client.leaveToJaxRs();
        client.routing().put(KEY, this);
        if (with.describesTrace()) {
            client.routing().addHeadersEndHandler(beforeHead -> telemetry.describe(client.response()));
        }
    }

    CallTelemetry telemetry() {
        return telemetry;
    }

    // What an earlier step has found.
    private static <T> T known(@Nullable T part) {
        return Objects.requireNonNull(part, "the call has not come so far");
    }

    private void resume(Step step) {
        if (over) {
            return;
        }
        try {
            proceed(step);
        } catch (RuntimeException failure) {
            refuse(failure);
        }
    }

    // While there is a status left to choose.
    private void refuse(Throwable failure) {
        if (over) {
            return;
        }
        giveUp();
        if (socket != null && socket.refuse(failure)) {
            return;
        }
        if (relay != null) {
            relay.abandon();
            relay = null;
            ownAnswer.withdrawHead();
        }
        ownAnswer.refuse(failure, charge);
    }

    private void answerEnded() {
        if (!client.response().ended()) {
            // The client has left.
            giveUp();
            if (relay != null) {
                relay.abandon();
            }
            end(Ending.CANCELLED);
        } else if (relay == null) {
            end(Ending.COMPLETED);
        }
    }

    private void giveUp() {
        if (attempts != null) {
            attempts.cancel();
        }
    }

    @Override
    public void end(Ending ending) {
        if (over) {
            return;
        }
        over = true;
        giveUp();
        telemetry.ended(client.status(), ending);
        charge.settle(telemetry, relay == null ? 0 : known(answer).status(), ending);
        letBodyGo();
        client.leave();
    }

    // From the answer's head on nobody wants it any more.
    private void letBodyGo() {
        target = null;
        if (attempts != null) {
            attempts.letRequestGo();
        }
        if (body != null) {
            body.release();
            body = null;
        }
    }
}
