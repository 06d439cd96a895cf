package dev.lintel.gateway.socket.turn;

import dev.lintel.callers.Charge;
import dev.lintel.gateway.charge.CallCharge;
import dev.lintel.http.ApiError;
import dev.lintel.http.RefusedException;
import dev.lintel.openai.Operation;
import dev.lintel.openai.request.RequestOutline;
import dev.lintel.openai.socket.ClientEvent;
import dev.lintel.providers.availability.Availability;
import dev.lintel.providers.availability.Availability.Permit;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.call.Inference;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * A turn that the provider has begun, for it has heard that it is its turn to speak. Nobody can keep it from that; but a caller who
 * is over a limit is told so.
 */
final class UnaskedTurn implements Charge.Receiver {

    private final Consumer<ApiError> refused;

    private UnaskedTurn(Consumer<ApiError> refused) {
        this.refused = refused;
    }

    /** One that begins now; {@code refused} hears, perhaps later, that its caller is over a limit. */
    static Turn begin(Opening with, MultiMap opened, Consumer<ApiError> refused) {
        CallTelemetry telemetry = with.telemetry().began(with.request(), with.trace(), ClientEvent.NONE);
        CallCharge charge = with.charge().ofTurn(telemetry);
        telemetry.routed(with.path().route());
        // No constant: an executable keeps none.
        Buffer nothing = Buffer.buffer("{}");
        Inference what = new Inference(
                Operation.RESPONSES,
                with.target().provider(),
                with.model(),
                null,
                false,
                true,
                RequestOutline.read(nothing).parameters());
        telemetry.read(what, nothing, 0);
        Availability availability = with.target().target().availability();
        Turn turn = new Turn(telemetry, charge, availability.enter() == Permit.GRANTED ? availability : null);
        turn.send(with.target().provider(), with.target().request().target(), what, opened);
        new UnaskedTurn(refused).reserve(charge, what, nothing);
        return turn;
    }

    private void reserve(CallCharge charge, Inference what, Buffer nothing) {
        try {
            charge.reserve(what, nothing, this);
        } catch (RefusedException over) {
            refused.accept(over.error());
        }
    }

    @Override
    public void reserved() {
        // It is under way.
    }

    @Override
    public void refused(RuntimeException failure) {
        refused.accept(failure instanceof RefusedException over ? over.error() : ApiError.internal());
    }
}
