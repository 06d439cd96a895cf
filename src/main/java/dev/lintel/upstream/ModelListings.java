package dev.lintel.upstream;

import dev.lintel.providers.Provider;
import dev.lintel.upstream.UpstreamException.Kind;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Asks providers for their models. */
@Singleton
public final class ModelListings {

    /** A list is short: who takes longer is left out. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final ModelsApi api;

    ModelListings(@RestClient ModelsApi api) {
        this.api = api;
    }

    /**
     * The list of one provider, as it wrote it.
     *
     * @param authorization of the client that asks; null for none. It goes to the provider where that is configured
     * @param trace the trace's headers for the provider
     * @param answered hears the status of its answer
     * @return fails with an {@link UpstreamException} when the provider does not answer 200
     */
    public Uni<Buffer> of(Provider provider, @Nullable String authorization, MultiMap trace, IntConsumer answered) {
        Duration wait = provider.firstByteTimeout().compareTo(MAX_WAIT) < 0 ? provider.firstByteTimeout() : MAX_WAIT;
        return api.list(
                        provider.baseUrl().toString(),
                        provider.credentials().authorization(authorization).orElse(null),
                        trace)
                .ifNoItem()
                .after(wait)
                .fail()
                .onFailure(WebApplicationException.class)
                .recoverWithItem(ModelListings::status)
                .invoke(answer -> answered.accept(answer.getStatus()))
                .map(answer -> content(provider, answer))
                .onFailure(failure -> !(failure instanceof UpstreamException))
                .transform(failure -> unanswered(provider, failure));
    }

    private static RestResponse<byte[]> status(WebApplicationException refused) {
        return RestResponse.status(refused.getResponse().getStatusInfo(), new byte[0]);
    }

    private static Buffer content(Provider provider, RestResponse<byte[]> answer) {
        if (answer.getStatus() != 200) {
            throw new UpstreamException(
                    Kind.REFUSED,
                    "Provider '" + provider.name() + "' answered " + answer.getStatus()
                            + " when asked for its models.");
        }
        return Buffer.buffer(answer.getEntity());
    }

    private static UpstreamException unanswered(Provider provider, Throwable failure) {
        Kind kind = failure instanceof TimeoutException ? Kind.TIMEOUT : Kind.UNREACHABLE;
        String why = kind == Kind.TIMEOUT ? "in time" : "(" + failure.getClass().getSimpleName() + ")";
        return new UpstreamException(kind, "Provider '" + provider.name() + "' gave no models " + why + ".", failure);
    }
}
