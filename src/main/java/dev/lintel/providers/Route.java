package dev.lintel.providers;

import java.util.Optional;

/**
 * Where a call goes.
 *
 * @param provider who gets it
 * @param model the model to ask the provider for, when that is another text than the caller wrote
 * @param alias the alias that the caller used, if it was one
 * @param claimed whether the configuration names the model, as one of the provider's or as an alias's
 */
public record Route(Provider provider, Optional<String> model, Optional<String> alias, boolean claimed) {

    static Route toClaimant(Provider provider) {
        return new Route(provider, Optional.empty(), Optional.empty(), true);
    }

    static Route toDefault(Provider provider) {
        return new Route(provider, Optional.empty(), Optional.empty(), false);
    }
}
