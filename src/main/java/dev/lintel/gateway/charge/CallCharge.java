package dev.lintel.gateway.charge;

import dev.lintel.callers.Callers;
import dev.lintel.callers.Charge;
import dev.lintel.gateway.routing.CallBody;
import dev.lintel.gateway.routing.CallPath;
import dev.lintel.gateway.routing.CallTarget;
import dev.lintel.http.RefusedException;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.call.CallUsage;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.ending.Ending;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** What one call takes of its caller's limits, and of nobody's where no callers are configured. On the call's event loop. */
public final class CallCharge {

    /** A token of common text is about as long. */
    private static final int BYTES_OF_A_TOKEN = 4;

    private static final CallCharge NONE = new CallCharge(null);

    private final @Nullable Charge charge;

    private CallCharge(@Nullable Charge charge) {
        this.charge = charge;
    }

    /**
     * Lets a request in, and takes its caller's key off it.
     *
     * @throws RefusedException when callers are configured and it is of none of them
     */
    public static CallCharge admit(Callers callers, HttpServerRequest request, CallTelemetry telemetry) {
        Charge charge = callers.admit(request.headers());
        if (charge == null) {
            return NONE;
        }
        telemetry.identified(charge.caller().name());
        return new CallCharge(charge);
    }

    /** What one turn takes, on a WebSocket that this call has opened. */
    public CallCharge ofTurn(CallTelemetry telemetry) {
        if (charge == null) {
            return this;
        }
        telemetry.identified(charge.caller().name());
        return new CallCharge(charge.another());
    }

    /** Of a call that has not been let in: it takes nothing. */
    public static CallCharge none() {
        return NONE;
    }

    /**
     * Lets a call pass that is for a model that its caller may use, or that runs none.
     *
     * @param body as it was read, before the call is routed
     * @throws RefusedException for any other
     */
    public void requireModel(CallBody body, CallPath path, HttpMethod method) {
        if (charge == null || charge.caller().mayUseAnyModel()) {
            return;
        }
        String model = path.isSocket() ? path.model().orElse(null) : body.model();
        if (model != null || path.mayRunModel(method)) {
            charge.caller().requireModel(model);
        }
    }

    /**
     * Lets a turn pass that is for a model that its caller may use.
     *
     * @throws RefusedException for any other
     */
    public void requireModel(@Nullable String model) {
        if (charge != null) {
            charge.caller().requireModel(model);
        }
    }

    /**
     * Reserves the call.
     *
     * @return false when {@code to} will hear whether it may be made
     * @throws RefusedException when it may not
     */
    public boolean reserve(CallTarget target, Charge.Receiver to) {
        return reserve(target.inference(), target.json(), to);
    }

    /**
     * Reserves a call of which this is asked.
     *
     * @param json the body; empty for a call that is only relayed
     * @return false when {@code to} will hear whether it may be made
     * @throws RefusedException when it may not
     */
    public boolean reserve(@Nullable Inference asked, Buffer json, Charge.Receiver to) {
        return charge == null || charge.reserve(estimate(asked, json), to);
    }

    // Of a call that is only relayed nobody learns what it has used.
    private static long estimate(@Nullable Inference asked, Buffer json) {
        if (asked == null) {
            return 0;
        }
        long answer = Math.max(0, asked.parameters().maxTokens().orElse(0L));
        return json.length() / BYTES_OF_A_TOKEN + answer;
    }

    /** Puts into an answer's head what the caller has left. */
    public void describe(MultiMap headers) {
        if (charge != null) {
            charge.describe(headers);
        }
    }

    /**
     * The call is over, for telemetry too: what it has used takes the place of what was reserved. A call that failed has used what
     * its provider says, or nothing; of one that was answered without a word about it the estimate stands.
     *
     * @param status of the provider's answer as it was relayed; 0 when none was
     */
    public void settle(CallTelemetry telemetry, int status, Ending ending) {
        if (charge == null) {
            return;
        }
        CallUsage used = telemetry.usage();
        if (used.isKnown()) {
            charge.settle(used.tokens(), used.cost());
        } else if (status == 0 || status >= 400 || ending.isFailed()) {
            charge.settle(0, 0);
        } else {
            charge.close();
        }
    }
}
