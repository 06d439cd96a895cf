package dev.lintel.providers;

import dev.lintel.http.ApiError;
import dev.lintel.http.RefusedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The providers, and which of them serves a model. Immutable: any thread may ask. */
public final class Providers {

    private final Map<String, Provider> byName;
    private final Map<String, Route> aliases;
    private final List<Claim> claims;
    private final Optional<Provider> byDefault;

    /**
     * Takes the checked configuration.
     *
     * @param providers all providers; their names are unique
     * @param aliases for each alias the text of its first target, {@code provider/model}
     * @throws IllegalArgumentException naming the key at fault, when two providers are the default or an alias has a
     *     target that no provider serves
     */
    public Providers(List<Provider> providers, Map<String, List<String>> aliases) {
        this.byName = new LinkedHashMap<>();
        for (Provider provider : providers) {
            if (byName.put(provider.name(), provider) != null) {
                throw new IllegalArgumentException("providers." + provider.name() + ": there are two of this name");
            }
        }
        this.byDefault = onlyDefault(providers);
        this.claims = claims(providers);
        this.aliases = new LinkedHashMap<>();
        aliases.forEach((alias, targets) -> this.aliases.put(alias, aliasRoute(alias, targets)));
    }

    /** All providers, in the order of their names. */
    public List<Provider> all() {
        return byName.values().stream()
                .sorted(Comparator.comparing(Provider::name))
                .toList();
    }

    /**
     * Where a call that names {@code model} goes: an alias, then {@code provider/model}, then the provider that claims
     * the model most exactly, then the default.
     *
     * @throws RefusedException {@code model_not_found} when none of these serves it
     */
    public Route route(String model) {
        Route alias = aliases.get(model);
        if (alias != null) {
            return alias;
        }
        Optional<Route> named = named(model);
        if (named.isPresent()) {
            return named.get();
        }
        for (Claim claim : claims) {
            if (claim.pattern().matches(model)) {
                return claim.route();
            }
        }
        return byDefault.map(Route::toDefault).orElseThrow(() -> notFound(model));
    }

    /**
     * Where a call goes whose model Lintel does not read.
     *
     * @throws RefusedException when there is no default provider
     */
    public Route routeToDefault() {
        return byDefault
                .map(Route::toDefault)
                .orElseThrow(() -> new RefusedException(ApiError.invalidRequest(
                        404,
                        "no_default_provider",
                        null,
                        "No provider is the default, and this call does not say which one it is for.")));
    }

    private Optional<Route> named(String providerAndModel) {
        int slash = providerAndModel.indexOf('/');
        if (slash <= 0 || slash == providerAndModel.length() - 1) {
            return Optional.empty();
        }
        Provider provider = byName.get(providerAndModel.substring(0, slash));
        if (provider == null) {
            return Optional.empty();
        }
        String model = providerAndModel.substring(slash + 1);
        return Optional.of(new Route(provider, Optional.of(model), Optional.empty(), provider.claims(model)));
    }

    private Route aliasRoute(String alias, List<String> targets) {
        String key = "model_aliases." + alias + ".targets: ";
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(key + "at least one provider/model is needed");
        }
        for (String target : targets) {
            if (named(target).isEmpty()) {
                throw new IllegalArgumentException(key + "'" + target
                        + "' leads nowhere; write provider/model with one of the providers " + byName.keySet());
            }
        }
        Route first = named(targets.get(0)).orElseThrow();
        return new Route(first.provider(), first.model(), Optional.of(alias), true);
    }

    private static Optional<Provider> onlyDefault(List<Provider> providers) {
        List<String> names = providers.stream()
                .filter(Provider::isDefault)
                .map(Provider::name)
                .sorted()
                .toList();
        if (names.size() > 1) {
            throw new IllegalArgumentException("providers." + names.get(1)
                    + ".default: only one provider can be the default, and " + names.get(0) + " is");
        }
        return providers.stream().filter(Provider::isDefault).findFirst();
    }

    // The most exact claim first; among equals the provider's name decides, so that every instance decides alike.
    private static List<Claim> claims(List<Provider> providers) {
        List<Claim> claims = new ArrayList<>();
        for (Provider provider : providers) {
            provider.models().forEach(pattern -> claims.add(new Claim(pattern, Route.toClaimant(provider))));
        }
        claims.sort(Comparator.comparingInt((Claim claim) -> -claim.pattern().specificity())
                .thenComparing(claim -> claim.route().provider().name()));
        return List.copyOf(claims);
    }

    private static RefusedException notFound(String model) {
        String shown = model.length() <= 100 ? model : model.substring(0, 100) + "...";
        return new RefusedException(ApiError.invalidRequest(
                404, "model_not_found", "model", "No provider here serves the model '" + shown + "'."));
    }

    private record Claim(ModelPattern pattern, Route route) {}
}
