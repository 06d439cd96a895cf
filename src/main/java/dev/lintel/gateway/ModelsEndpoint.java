package dev.lintel.gateway;

import dev.lintel.gateway.listing.MergedModels;
import dev.lintel.gateway.routing.CallPath;
import dev.lintel.upstream.listing.ModelListings;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/** The models of all providers in one list. Non-blocking. */
@Singleton
@Path("/v1/models")
public final class ModelsEndpoint {

    private final MergedModels models;

    ModelsEndpoint(MergedModels models) {
        this.models = models;
    }

    /** The list, in OpenAI's form, or in Anthropic's for its clients. */
    @GET
    public Uni<Response> models(@Context RoutingContext routing) {
        Call call = Call.of(routing);
        boolean anthropic = CallPath.isAnthropic(routing.request());
        Duration wait = anthropic ? ModelListings.SHORT_WAIT : ModelListings.MAX_WAIT;
        return models.list(call.with.providers().all(), routing.request().headers(), wait, call.telemetry())
                .map(list -> anthropic ? list.toAnthropicJson() : list.toJson())
                .map(list -> Response.ok(list, MediaType.APPLICATION_JSON_TYPE).build());
    }
}
