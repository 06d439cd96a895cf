package dev.lintel;

import dev.lintel.openai.ApiError;
import dev.lintel.openai.ModelList;
import dev.lintel.openai.RefusedException;
import dev.lintel.upstream.AttemptObserver;
import dev.lintel.upstream.ModelListings;
import dev.lintel.upstream.Provider;
import dev.lintel.upstream.Providers;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The models of all providers in one list. A provider that fails is left out and logged; that is not fatal. */
@Singleton
final class MergedModels {

    private static final Logger LOG = Logger.getLogger(MergedModels.class);

    private final Providers providers;
    private final ModelListings listings;

    MergedModels(Providers providers, ModelListings listings) {
        this.providers = providers;
        this.listings = listings;
    }

    /** Asks all providers at once. Fails with a {@link RefusedException} of status 502 when none has answered. */
    Uni<Buffer> list(MultiMap headers, AttemptObserver observer) {
        List<Uni<Optional<Buffer>>> lists = providers.all().stream()
                .map(provider -> list(provider, headers, observer))
                .toList();
        return Uni.join().all(lists).andCollectFailures().map(this::merge);
    }

    private Uni<Optional<Buffer>> list(Provider provider, MultiMap headers, AttemptObserver observer) {
        return listings.of(provider, headers, observer)
                .map(Optional::of)
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("%s It is left out of the list.", failure.getMessage());
                    return Optional.empty();
                });
    }

    private Buffer merge(List<Optional<Buffer>> lists) {
        ModelList merged = new ModelList();
        boolean any = false;
        for (int i = 0; i < lists.size(); i++) {
            any |= lists.get(i).isPresent()
                    && add(lists.get(i).get(), merged, providers.all().get(i));
        }
        if (!any) {
            throw new RefusedException(ApiError.upstream(
                    502, "upstream_unreachable", "No provider has answered with its models. The log says why."));
        }
        return merged.toJson();
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
