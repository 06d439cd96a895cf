package dev.lintel;

import dev.lintel.CallReader.Call;
import dev.lintel.relay.AnswerFilter;
import dev.lintel.relay.Relay;
import dev.lintel.telemetry.CallObserver;
import dev.lintel.telemetry.Telemetry;
import dev.lintel.upstream.UpstreamClient;
import dev.lintel.upstream.UpstreamExchange;
import dev.lintel.upstream.UpstreamResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * Everything under {@code /v1/} that is relayed, by whatever method: {@link AdmissionFilter} brings all here.
 *
 * <p>Non-blocking; a call stays on its event loop from its first byte to its last.
 */
@Singleton
@Path("/v1")
public final class GatewayResource {

    private final CallReader reader;
    private final UpstreamClient upstream;
    private final MergedModels models;
    private final Telemetry telemetry;

    GatewayResource(CallReader reader, UpstreamClient upstream, MergedModels models, Telemetry telemetry) {
        this.reader = reader;
        this.upstream = upstream;
        this.models = models;
        this.telemetry = telemetry;
    }

    /** The models of all providers in one list. */
    @GET
    @Path("models")
    public Uni<Response> models(@Context RoutingContext routing) {
        CallObserver observer = telemetry.of(routing);
        observer.route("/v1/models");
        return models.list(routing.request().headers(), observer)
                .map(list -> Response.ok(list, MediaType.APPLICATION_JSON_TYPE).build());
    }

    /** Relays one call. The answer is written by {@link Relay}; only a refusal goes back through JAX-RS. */
    @POST
    @Path("{path:.+}")
    public Uni<Void> relay(@Context RoutingContext routing) {
        ClientDeparture departure = ClientDeparture.of(routing);
        return Uni.createFrom()
                .emitter(answer -> pass(routing, departure).onComplete(relayed -> {
                    if (relayed.succeeded()) {
                        answer.complete(null);
                    } else {
                        answer.fail(relayed.cause());
                    }
                }));
    }

    /** The way of a call. */
    private Future<Void> pass(RoutingContext routing, ClientDeparture departure) {
        CallPath path = CallPath.of(routing.request());
        CallObserver observer = telemetry.of(routing);
        observer.route(path.route());
        return reader.read(routing.request(), path).compose(call -> {
            observer.read(call.waitedNanos());
            call.understood().ifPresent(known -> observer.asks(known.inference(), known.json()));
            UpstreamExchange exchange = upstream.send(call.provider(), call.request(), observer);
            departure.then(exchange::cancel);
            return exchange.response()
                    .compose(answer -> relay(answer, call, routing, observer, departure))
                    .onFailure(failure -> exchange.cancel());
        });
    }

    private static Future<Void> relay(
            UpstreamResponse answer,
            Call call,
            RoutingContext routing,
            CallObserver observer,
            ClientDeparture departure) {
        keepUnmeasured(answer, routing);
        AnswerFilter filter = call.asksUsage() ? UsageFilter.of(answer) : null;
        Relay relay = new Relay(answer, routing.request(), observer, filter);
        departure.then(relay::clientLeft);
        return relay.start();
    }

    // RFC 9110, section 8.6: an answer that cannot have content is not said to have none, as Vert.x would do.
    private static void keepUnmeasured(UpstreamResponse answer, RoutingContext routing) {
        boolean unmeasured = (answer.status() == 204 || answer.status() == 304)
                && !answer.headers().contains(HttpHeaders.CONTENT_LENGTH);
        if (unmeasured) {
            routing.addHeadersEndHandler(
                    beforeHead -> routing.response().headers().remove(HttpHeaders.CONTENT_LENGTH));
        }
    }
}
