package dev.lintel.gateway.listing;

import dev.lintel.http.ApiError;
import dev.lintel.http.FieldNames;
import dev.lintel.http.RefusedException;
import dev.lintel.openai.ModelList;
import dev.lintel.providers.Propagation;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.call.Attempt;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.upstream.failure.Obstacle;
import dev.lintel.upstream.failure.UpstreamException;
import dev.lintel.upstream.listing.ModelListings;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The models of all providers in one list. A provider that fails is left out and logged; that is not fatal. */
@Singleton
public final class MergedModels {

    private static final Logger LOG = Logger.getLogger(MergedModels.class);

    /** What of the caller's request providers are told: where it stands in its trace, and who asks. */
    private static final FieldNames TOLD = FieldNames.of(
                    Propagation.NONE.withheld().toArray(String[]::new))
            .and(FieldNames.of("via", "authorization", "api-key", "x-api-key", "user-agent"));

    private final ModelListings listings;

    MergedModels(ModelListings listings) {
        this.listings = listings;
    }

    /**
     * Asks all these providers at once, for as long as a client waits.
     *
     * @param wait the most that a provider may take
     * @return fails with a {@link RefusedException} of status 502 when none has answered
     */
    public Uni<ModelList> list(List<Provider> providers, MultiMap headers, Duration wait, CallTelemetry telemetry) {
        MultiMap fields = handedOn(headers);
        List<Uni<Optional<Buffer>>> lists = providers.stream()
                .map(provider -> list(provider, wait, fields, telemetry))
                .toList();
        return Uni.join().all(lists).andCollectFailures().map(answers -> merge(providers, answers));
    }

    private static MultiMap handedOn(MultiMap received) {
        MultiMap fields = HttpHeaders.headers().set(HttpHeaders.ACCEPT, "application/json");
        // Several lines of one field are one list.
        for (String name : received.names()) {
            if (TOLD.contains(name)) {
                fields.set(name, String.join(",", received.getAll(name)));
            }
        }
        return fields;
    }

    private Uni<Optional<Buffer>> list(Provider provider, Duration wait, MultiMap fields, CallTelemetry telemetry) {
        Attempt attempt = telemetry.sent(provider, ModelListings.target(provider), null);
        return listings.of(
                        provider,
                        wait,
                        fields,
                        (version, headers) -> telemetry.inject(attempt, version, headers),
                        (received, status) -> telemetry.answered(attempt, status, received))
                .onTermination()
                .invoke((list, failure, cancelled) -> telemetry.attemptEnded(attempt, ending(failure, cancelled)))
                .map(Optional::of)
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("%s It is left out of the list.", failure.getMessage());
                    return Optional.empty();
                });
    }

    private static Ending ending(@Nullable Throwable failure, boolean cancelled) {
        if (cancelled) {
            return Ending.CANCELLED;
        }
        return failure instanceof UpstreamException unanswered && unanswered.obstacle() != Obstacle.REFUSED
                ? Ending.failed(unanswered.errorType())
                : Ending.COMPLETED;
    }

    private static ModelList merge(List<Provider> providers, List<Optional<Buffer>> lists) {
        ModelList merged = new ModelList();
        boolean any = false;
        for (int i = 0; i < lists.size(); i++) {
            any |= lists.get(i).isPresent() && add(lists.get(i).get(), merged, providers.get(i));
        }
        if (!any) {
            throw new RefusedException(ApiError.upstream(
                    502, "upstream_unreachable", "No provider has answered with its models. The log says why."));
        }
        return merged;
    }

    private static boolean add(Buffer list, ModelList merged, Provider from) {
        try {
            merged.add(list);
            return true;
        } catch (IllegalArgumentException e) {
            LOG.warnf("Provider '%s' answered with no model list: %s. It is left out.", from.name(), e.getMessage());
            return false;
        }
    }
}
