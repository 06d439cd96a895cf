package dev.lintel.upstream;

import dev.lintel.upstream.UpstreamException.Kind;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
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
     * @param received the headers of the client that asks: its trace goes on, and its Authorization where configured
     * @return fails with an {@link UpstreamException} when the provider does not answer 200
     */
    public Uni<Buffer> of(Provider provider, MultiMap received, AttemptObserver observer) {
        MultiMap headers = HttpHeaders.headers();
        copy("traceparent", received, headers);
        copy("tracestate", received, headers);
        copy("baggage", received, headers);
        String authorization = provider.credentials()
                .authorization(received.get(HttpHeaders.AUTHORIZATION))
                .orElse(null);
        AttemptObserver.Attempt attempt = observer.begin(provider, HttpMethod.GET, "/models", headers);
        Duration wait = provider.firstByteTimeout().compareTo(MAX_WAIT) < 0 ? provider.firstByteTimeout() : MAX_WAIT;
        return api.list(
                        provider.baseUrl().toString(),
                        authorization,
                        headers.get("traceparent"),
                        headers.get("tracestate"),
                        headers.get("baggage"))
                .ifNoItem()
                .after(wait)
                .fail()
                .onFailure(WebApplicationException.class)
                .recoverWithItem(ModelListings::status)
                .invoke(answer -> attempt.answered(answer.getStatus()))
                .map(answer -> content(provider, answer))
                .onFailure(failure -> !(failure instanceof UpstreamException))
                .transform(failure -> unanswered(provider, failure))
                .onTermination()
                .invoke((list, failure, cancelled) -> attempt.ended(ending(failure, cancelled)));
    }

    private static Ending ending(@Nullable Throwable failure, boolean cancelled) {
        if (cancelled) {
            return Ending.CANCELLED;
        }
        return failure == null || (failure instanceof UpstreamException refused && refused.kind() == Kind.REFUSED)
                ? Ending.COMPLETED
                : new Ending.Failed(failure);
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

    private static void copy(String name, MultiMap from, MultiMap to) {
        if (from.contains(name)) {
            to.set(name, String.join(",", from.getAll(name)));
        }
    }
}
