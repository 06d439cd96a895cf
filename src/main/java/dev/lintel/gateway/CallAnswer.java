package dev.lintel.gateway;

import dev.lintel.gateway.admission.CorsAnswer;
import dev.lintel.gateway.charge.CallCharge;
import dev.lintel.gateway.relay.ClientSide;
import dev.lintel.http.ApiError;
import dev.lintel.telemetry.call.CallTelemetry;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** What Lintel itself says in the answer to one call: which page may read it, where its trace is, and why it is refused. */
final class CallAnswer {

    private final Setup with;
    private final ClientSide client;
    private final HttpServerResponse response;
    private final CallTelemetry telemetry;
    private @Nullable String origin;

    CallAnswer(Setup with, ClientSide client, CallTelemetry telemetry) {
        this.with = with;
        this.client = client;
        this.response = client.response();
        this.telemetry = telemetry;
    }

    /** Lets the page of this origin read it; null for none. */
    void allow(@Nullable String admitted) {
        origin = admitted;
        describeOrigin();
    }

    /** Takes back the head that had been prepared. Nothing of it has gone. */
    void withdrawHead() {
        response.headers().clear();
        response.setChunked(false);
        describeOrigin();
    }

    /** Refuses the call. */
    void refuse(Throwable failure, CallCharge charge) {
        ApiError error = ErrorResponses.error(failure, telemetry);
        if (with.describesTrace()) {
            telemetry.describe(response);
        }
        charge.describe(response.headers());
        with.errors().answer(error, client.routing());
    }

    private void describeOrigin() {
        if (origin != null) {
            CorsAnswer.describe(response, origin);
        }
    }
}
