package dev.lintel.upstream;

import io.quarkus.rest.client.reactive.ComputedParamContext;
import io.quarkus.rest.client.reactive.NotBody;
import io.quarkus.rest.client.reactive.Url;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.annotation.ClientHeaderParam;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The part of a provider's API whose answer Lintel reads itself. Every way in which callers tell a trace is handed on, and {@code Via}. */
@RegisterRestClient(baseUri = "http://localhost", configKey = "provider")
@Path("/models")
@ClientHeaderParam(name = "traceparent", value = "{handedOn}", required = false)
@ClientHeaderParam(name = "tracestate", value = "{handedOn}", required = false)
@ClientHeaderParam(name = "baggage", value = "{handedOn}", required = false)
@ClientHeaderParam(name = "Via", value = "{handedOn}", required = false)
@ClientHeaderParam(name = "X-Amzn-Trace-Id", value = "{handedOn}", required = false)
@ClientHeaderParam(name = "b3", value = "{handedOn}", required = false)
@ClientHeaderParam(name = "X-B3-TraceId", value = "{handedOn}", required = false)
@ClientHeaderParam(name = "X-B3-SpanId", value = "{handedOn}", required = false)
@ClientHeaderParam(name = "X-B3-Sampled", value = "{handedOn}", required = false)
@ClientHeaderParam(name = "X-B3-Flags", value = "{handedOn}", required = false)
@ClientHeaderParam(name = "x-datadog-trace-id", value = "{handedOn}", required = false)
@ClientHeaderParam(name = "x-datadog-parent-id", value = "{handedOn}", required = false)
@ClientHeaderParam(name = "x-datadog-sampling-priority", value = "{handedOn}", required = false)
@ClientHeaderParam(name = "x-datadog-tags", value = "{handedOn}", required = false)
interface ModelsApi {

    /**
     * The models that a provider has.
     *
     * @param baseUrl the provider's
     * @param trace the header fields by which the trace is handed on
     * @return the answer, whatever its status; fails when there is none
     */
    @GET
    Uni<RestResponse<byte[]>> list(
            @Url String baseUrl, @HeaderParam("Authorization") @Nullable String authorization, @NotBody MultiMap trace);

    /** The value of one field; null where the trace is not handed on in its format. */
    default @Nullable String handedOn(ComputedParamContext field) {
        Object trace = field.methodParameters().get(2).value();
        return trace instanceof MultiMap headers ? headers.get(field.name()) : null;
    }
}
