package dev.lintel.gateway;

import dev.lintel.callers.Callers;
import dev.lintel.gateway.admission.Admission;
import dev.lintel.gateway.admission.CallsUnderWay;
import dev.lintel.gateway.routing.CallPath;
import dev.lintel.gateway.routing.RequestReader;
import dev.lintel.http.UnreadBody;
import dev.lintel.telemetry.Telemetry;
import dev.lintel.upstream.UpstreamClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * What calls are served with. Not final, and reached through a proxy: JAX-RS makes its filters before OpenTelemetry can be
 * there. Any thread may call.
 */
@ApplicationScoped
class Gateway {

    private static final Set<String> TELEMETRY_PATHS = Set.of("/v1/traces", "/v1/metrics", "/v1/logs");

    final Admission admission;
    final Callers callers;
    final RequestReader requests;
    final UpstreamClient upstream;
    final Telemetry telemetry;
    final CallsUnderWay underWay;
    final ErrorResponses errors;
    final boolean describesTrace;

    Gateway(
            Admission admission,
            Callers callers,
            RequestReader requests,
            UpstreamClient upstream,
            Telemetry telemetry,
            CallsUnderWay underWay,
            ErrorResponses errors,
            ResponseHeaders headers) {
        this.admission = admission;
        this.callers = callers;
        this.requests = requests;
        this.upstream = upstream;
        this.telemetry = telemetry;
        this.underWay = underWay;
        this.errors = errors;
        this.describesTrace = headers.describeTrace();
    }

    /** Begins the call that a request is, on its event loop. Says whether JAX-RS has nothing to do with it any more. */
    boolean takes(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (isTelemetry(routing)) {
            // What is meant for a collector never goes to a provider; and what passes here would trace itself.
            turnsAway(routing);
            return true;
        }
        Call call = new Call(this, routing, telemetry.began(request));
        if (!call.isAdmitted()) {
            return true;
        }
        if (request.method().equals(HttpMethod.GET) && CallPath.isModels(request.path())) {
            call.leaveToJaxRs(CallPath.MODELS);
            return false;
        }
        call.begin();
        return true;
    }

    /** Answers a request, which is no call, with 404. */
    void turnsAway(RoutingContext routing) {
        errors.answer(CallPath.notFound(routing.request().path()), routing);
        UnreadBody.giveUp(routing.request(), routing.vertx());
    }

    /** Refuses a request that the router has refused already, as the call that it would have been. */
    void refuses(RoutingContext routing) {
        Call call = new Call(this, routing, telemetry.began(routing.request()));
        if (call.isAdmitted()) {
            call.begin();
        }
    }

    /** Whether a request brings telemetry by OTLP over HTTP, however its path is written. */
    private static boolean isTelemetry(RoutingContext routing) {
        if (!routing.request().method().equals(HttpMethod.POST)) {
            return false;
        }
        String path = routing.normalizedPath();
        return TELEMETRY_PATHS.contains(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }
}
