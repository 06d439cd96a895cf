package dev.lintel.gateway.socket.turn;

import dev.lintel.gateway.admission.CallsUnderWay;
import dev.lintel.gateway.charge.CallCharge;
import dev.lintel.gateway.routing.CallPath;
import dev.lintel.gateway.routing.CallTarget;
import dev.lintel.providers.Providers;
import dev.lintel.telemetry.Telemetry;
import dev.lintel.trace.CallTrace;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * How a WebSocket was opened, and what its turns are served with. Immutable.
 *
 * @param target that was asked, and has agreed
 * @param trace the opening's place in its trace; null where it has none
 * @param charge by which the caller is known
 */
public record Opening(
        HttpServerRequest request,
        CallPath path,
        CallTarget target,
        @Nullable CallTrace trace,
        CallCharge charge,
        Providers providers,
        Telemetry telemetry,
        CallsUnderWay underWay) {

    /** The model that was asked for with the opening, as the provider calls it; null for none. */
    @Nullable
    String model() {
        return target.target().model().or(path::model).orElse(null);
    }
}
