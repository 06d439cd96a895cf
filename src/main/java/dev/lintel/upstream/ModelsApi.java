package dev.lintel.upstream;

import io.quarkus.rest.client.reactive.Url;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The part of a provider's API whose answer Lintel reads itself. */
@RegisterRestClient(baseUri = "http://localhost", configKey = "provider")
@Path("/models")
interface ModelsApi {

    /**
     * The models that a provider has.
     *
     * @param baseUrl the provider's
     * @return the answer, whatever its status; fails when there is none
     */
    @GET
    Uni<RestResponse<byte[]>> list(
            @Url String baseUrl,
            @HeaderParam("Authorization") @Nullable String authorization,
            @HeaderParam("traceparent") @Nullable String traceparent,
            @HeaderParam("tracestate") @Nullable String tracestate,
            @HeaderParam("baggage") @Nullable String baggage);
}
