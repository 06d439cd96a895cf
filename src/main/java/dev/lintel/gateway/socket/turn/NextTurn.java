package dev.lintel.gateway.socket.turn;

import dev.lintel.callers.Charge;
import dev.lintel.gateway.charge.CallCharge;
import dev.lintel.gateway.socket.client.Message;
import dev.lintel.http.ApiError;
import dev.lintel.http.ErrorType;
import dev.lintel.http.RefusedException;
import dev.lintel.openai.Operation;
import dev.lintel.openai.request.RequestOutline;
import dev.lintel.openai.request.Splice;
import dev.lintel.openai.socket.ClientEvent;
import dev.lintel.openai.socket.ClientEvent.Member;
import dev.lintel.providers.Route;
import dev.lintel.providers.Target;
import dev.lintel.providers.availability.Availability.Permit;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.upstream.failure.Failures;
import dev.lintel.upstream.failure.UpstreamException;
import dev.lintel.wire.websocket.Frames;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A turn that a client asks for, until it is sent or refused: routed, charged, and told where it is in its trace. On the call's
 * event loop.
 */
final class NextTurn implements Charge.Receiver {

    /** Hears, once, what came of it. */
    interface Receiver {

        /** It is under way once these frames are sent. */
        void ready(Turn turn, Buffer frames);

        /** It is not to be made; {@code headers} are those that an answer would have had. */
        void refused(ApiError error, MultiMap headers);
    }

    private final Opening with;
    private final Asked asked;
    private final MultiMap opened;
    private final Receiver to;
    private final CallTelemetry telemetry;
    private final CallCharge charge;
    private @Nullable Inference inference;
    private @Nullable Target target;
    private boolean over;

    /** {@code opened} is the head of the provider's answer to the opening. */
    NextTurn(Opening with, Asked asked, MultiMap opened, Receiver to) {
        this.with = with;
        this.asked = asked;
        this.opened = opened;
        this.to = to;
        this.telemetry = with.telemetry().began(with.request(), with.trace(), asked.event());
        this.charge = with.charge().ofTurn(telemetry);
    }

    /** Has it made, if it may be; {@code refusal} is why none may be, null where one may. */
    void begin(@Nullable ApiError refusal) {
        telemetry.routed(with.path().route());
        try {
            if (refusal != null) {
                throw new RefusedException(refusal);
            }
            if (asked.fault() != null) {
                throw asked.fault();
            }
            Inference what = route(Objects.requireNonNull(asked.outline()));
            inference = what;
            if (charge.reserve(what, asked.message().text(), this)) {
                reserved();
            }
        } catch (RefusedException refused) {
            refuse(refused.error(), refused.error().errorType());
        }
    }

    /** The client has left. */
    void cancel() {
        if (!over) {
            over = true;
            telemetry.ended(0, Ending.CANCELLED);
            charge.settle(telemetry, 0, Ending.CANCELLED);
            asked.message().release();
        }
    }

    @Override
    public void reserved() {
        if (over) {
            return;
        }
        Target to = Objects.requireNonNull(target);
        Permit permit = to.availability().enter();
        if (permit == Permit.GRANTED) {
            send(to, Objects.requireNonNull(inference));
            return;
        }
        if (permit == Permit.OPEN) {
            telemetry.skipped(to.provider());
        }
        UpstreamException denied = Failures.ofDenial(permit, to.provider());
        refuse(denied.error(), denied.errorType());
    }

    @Override
    public void refused(RuntimeException failure) {
        ApiError error = failure instanceof RefusedException refused ? refused.error() : ApiError.internal();
        refuse(error, error.errorType());
    }

    private Inference route(RequestOutline outline) {
        String named = outline.model();
        charge.requireModel(named == null ? with.model() : named);
        Route route = named == null ? null : with.providers().route(named, asked.event()::conversation);
        Target chosen = route == null ? with.target().target() : ofSocket(route);
        target = chosen;
        String model = route == null ? with.model() : chosen.model().orElse(named);
        return new Inference(
                Operation.RESPONSES,
                chosen.provider(),
                model,
                route == null ? null : route.alias().orElse(null),
                route != null && route.claimed(),
                true,
                outline.parameters());
    }

    // One socket leads to one provider.
    private Target ofSocket(Route route) {
        String name = with.target().provider().name();
        return route.targets().stream()
                .filter(each -> each.provider().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException(ApiError.invalidRequest(
                        400,
                        "model_not_served_here",
                        "model",
                        "This WebSocket leads to provider '" + name
                                + "', which does not serve the model. Open another for it.")));
    }

    private void send(Target to, Inference what) {
        over = true;
        telemetry
                .read(what, asked.message().text(), 0)
                .onComplete(read -> asked.message().release());
        Turn turn = new Turn(telemetry, charge, to.availability());
        MultiMap told = turn.send(to.provider(), with.target().request().target(), what, opened);
        Buffer frames = frames(to, told);
        this.to.ready(turn, frames);
    }

    // As they came, unless the provider must be told another model, or another place in the trace.
    private Buffer frames(Target to, MultiMap told) {
        RequestOutline outline = Objects.requireNonNull(asked.outline());
        List<Splice> splices = new ArrayList<>(3);
        to.model()
                .filter(model -> outline.model() != null && !model.equals(outline.model()))
                .ifPresent(model -> splices.add(outline.modelTo(model)));
        if (!told.isEmpty()) {
            to.provider().propagate().withheld().forEach(told::remove);
            ClientEvent event = asked.event();
            change(event.traceparent(), told.get("traceparent"), splices);
            change(event.tracestate(), told.get("tracestate"), splices);
        }
        Message message = asked.message();
        return splices.isEmpty()
                ? message.frames()
                : Buffer.buffer(
                        Frames.maskedText(Splice.into(message.text(), splices).getBytes(), message.mask()));
    }

    // Only where the client has a place for it.
    private static void change(@Nullable Member place, @Nullable String value, List<Splice> splices) {
        String now = value == null ? "" : value;
        if (place != null && !place.value().equals(now)) {
            splices.add(place.to(now));
        }
    }

    private void refuse(ApiError error, ErrorType why) {
        over = true;
        telemetry.refused(why);
        telemetry.ended(error.status(), Ending.COMPLETED);
        charge.settle(telemetry, error.status(), Ending.COMPLETED);
        asked.message().release();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        charge.describe(headers);
        to.refused(error, headers);
    }
}
