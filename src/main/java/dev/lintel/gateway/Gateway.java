package dev.lintel.gateway;

import dev.lintel.gateway.admission.Admission;
import dev.lintel.gateway.admission.CallsUnderWay;
import dev.lintel.gateway.relay.KeepAlive;
import dev.lintel.gateway.routing.CallPath;
import dev.lintel.gateway.routing.RequestReader;
import dev.lintel.gateway.routing.UsageRefusers;
import dev.lintel.http.UnreadBody;
import dev.lintel.http.body.BodyReader;
import dev.lintel.http.body.ClientBodies;
import dev.lintel.providers.Target;
import dev.lintel.upstream.UpstreamClient;
import io.quarkus.runtime.Startup;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/**
 * Where calls begin, each under the policy of its moment. Not final, and reached through a proxy: JAX-RS makes its filters before
 * OpenTelemetry can be there. Any thread may call.
 */
@ApplicationScoped
@Startup
public class Gateway {

    private static final Set<String> TELEMETRY_PATHS = Set.of("/v1/traces", "/v1/metrics", "/v1/logs");

    private final Admission admission;
    private final BodyReader bodies;
    private final ClientBodies clients;
    private final UsageRefusers refusers;
    private final UpstreamClient upstream;
    private final CallsUnderWay underWay;
    private final ErrorResponses errors;
    private final KeepAlive keepAlive;
    private volatile Setup current;

    Gateway(
            Admission admission,
            BodyReader bodies,
            ClientBodies clients,
            UsageRefusers refusers,
            UpstreamClient upstream,
            CallsUnderWay underWay,
            ErrorResponses errors,
            KeepAlive keepAlive,
            Policy first) {
        this.admission = admission;
        this.bodies = bodies;
        this.clients = clients;
        this.refusers = refusers;
        this.upstream = upstream;
        this.underWay = underWay;
        this.errors = errors;
        this.keepAlive = keepAlive;
        this.current = setup(first);
    }

    /** The calls that begin from now on are served by this policy; those under way keep theirs. */
    public void take(Policy next) {
        current = setup(next);
        upstream.keepOnly(next.providers().all());
    }

    /** The providers of now, with what is known of their availability. */
    public List<Target> members() {
        return current.providers().members();
    }

    private Setup setup(Policy policy) {
        return new Setup(
                admission,
                policy.callers(),
                new RequestReader(bodies, clients, refusers, policy.providers(), policy.telemetry()),
                policy.providers(),
                upstream,
                policy.telemetry(),
                underWay,
                errors,
                keepAlive,
                policy.describesTrace());
    }

    /**
     * Begins the call that a request is, on its event loop, if its path is of what Lintel relays: nothing else has anything to do with
     * it then. The others are the router's.
     */
    boolean relays(RoutingContext routing) {
        if (!CallPath.isRelayed(routing.request().path())
                || CallPath.isOfModels(routing.request())
                || isTelemetry(routing)) {
            return false;
        }
        begin(routing);
        return true;
    }

    /** Begins the call that a request is, on its event loop. Says whether JAX-RS has nothing to do with it any more. */
    boolean takes(RoutingContext routing) {
        if (isTelemetry(routing)) {
            // What is meant for a collector never goes to a provider; and what passes here would trace itself.
            turnsAway(routing);
            return true;
        }
        if (!CallPath.isOfModels(routing.request())) {
            begin(routing);
            return true;
        }
        Call call = begun(routing);
        if (!call.isAdmitted()) {
            return true;
        }
        call.leaveToJaxRs(CallPath.MODELS);
        return false;
    }

    /** Answers a request, which is no call, with 404. */
    void turnsAway(RoutingContext routing) {
        errors.answer(CallPath.notFound(routing.request().path()), routing);
        UnreadBody.giveUp(routing.request(), routing.vertx());
    }

    /** Begins the call that a request is, or would have been that the router has refused, and that is refused as one. */
    void begin(RoutingContext routing) {
        Call call = begun(routing);
        if (call.isAdmitted()) {
            call.begin();
        }
    }

    private Call begun(RoutingContext routing) {
        Setup with = current;
        return new Call(with, routing, with.telemetry().began(routing.request()));
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
