package dev.lintel.providers;

import dev.lintel.http.ApiError;
import dev.lintel.http.RefusedException;
import dev.lintel.providers.Alias.Weighted;
import dev.lintel.providers.availability.Availability;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The providers, and which of them serves a model. Immutable but for their availability; any thread may ask. */
public final class Providers {

    private static final int MAX_WEIGHT = 1_000_000;

    private final Map<String, Target> byName;
    private final Map<String, Alias> aliases;
    private final List<Claim> claims;
    private final Optional<Route> byDefault;

    /**
     * One target of an alias, as configured.
     *
     * @param name {@code provider/model}
     * @param weight its share; empty where the order counts
     */
    public record AliasTarget(String name, OptionalInt weight) {}

    /**
     * Takes the checked configuration.
     *
     * @param providers all providers; their names are unique
     * @param aliases for each alias its targets
     * @throws IllegalArgumentException naming the key at fault, when two providers are the default or an alias has a
     *     target that no provider serves
     */
    public Providers(List<Provider> providers, Map<String, List<AliasTarget>> aliases) {
        this(providers, aliases, Map.of());
    }

    private Providers(List<Provider> providers, Map<String, List<AliasTarget>> aliases, Map<String, Target> before) {
        this.byName = new LinkedHashMap<>();
        for (Provider provider : providers) {
            Target known = before.get(provider.name());
            Target member = known != null && known.provider().equals(provider) ? known : target(provider);
            if (byName.put(provider.name(), member) != null) {
                throw new IllegalArgumentException("providers." + provider.name() + ": there are two of this name");
            }
        }
        this.byDefault = onlyDefault(providers).map(provider -> Route.to(member(provider), false));
        this.claims = claims(providers);
        this.aliases = new LinkedHashMap<>();
        aliases.forEach((alias, targets) -> this.aliases.put(alias, alias(alias, targets)));
    }

    /**
     * Those that take the place of these. A provider that has not changed is the same object, and what is known of its
     * availability stays.
     *
     * @throws IllegalArgumentException as the constructor does
     */
    public Providers replacedBy(List<Provider> providers, Map<String, List<AliasTarget>> targets) {
        return new Providers(providers, targets, byName);
    }

    private static Target target(Provider provider) {
        return new Target(
                provider, Optional.empty(), new Availability(provider.name(), provider.maxCalls(), provider.breaker()));
    }

    private Target member(Provider provider) {
        return Objects.requireNonNull(byName.get(provider.name()));
    }

    /** All providers, in the order of their names. */
    public List<Provider> all() {
        return members().stream().map(Target::provider).toList();
    }

    /** The same, with what of each is known of its availability. */
    public List<Target> members() {
        return byName.values().stream()
                .sorted(Comparator.comparing(target -> target.provider().name()))
                .toList();
    }

    /** The models that the configuration spells out: those of providers without a pattern, aliases, and what these stand for. */
    public Set<String> modelNames() {
        Set<String> names = new HashSet<>(aliases.keySet());
        claims.stream().map(Claim::pattern).filter(ModelPattern::isExact).forEach(exact -> names.add(exact.text()));
        aliases.values().forEach(alias -> alias.models().forEach(names::add));
        return names;
    }

    /**
     * Where a call that names {@code model} goes: an alias, then {@code provider/model}, then the provider that claims
     * the model most exactly, then the default.
     *
     * @param conversation tells by what calls are known to belong together; null when this one stands alone. Asked only when that
     *     matters
     * @throws RefusedException {@code model_not_found} when none of these serves it
     */
    public Route route(String model, Supplier<@Nullable String> conversation) {
        Alias alias = aliases.get(model);
        if (alias != null) {
            return alias.route(conversation);
        }
        Target named = named(model);
        if (named != null) {
            return Route.to(named, named.provider().claims(named.model().orElseThrow()));
        }
        for (Claim claim : claims) {
            if (claim.pattern().matches(model)) {
                return claim.route();
            }
        }
        return byDefault.orElseThrow(() -> notFound(model));
    }

    /**
     * Where a call goes whose model Lintel does not read.
     *
     * @throws RefusedException when there is no default provider
     */
    public Route routeToDefault() {
        return byDefault.orElseThrow(() -> new RefusedException(ApiError.invalidRequest(
                404,
                "no_default_provider",
                null,
                "No provider is the default, and this call does not say which one it is for.")));
    }

    private @Nullable Target named(String providerAndModel) {
        int slash = providerAndModel.indexOf('/');
        if (slash <= 0 || slash == providerAndModel.length() - 1) {
            return null;
        }
        Target member = byName.get(providerAndModel.substring(0, slash));
        return member == null ? null : member.withModel(providerAndModel.substring(slash + 1));
    }

    private Alias alias(String alias, List<AliasTarget> targets) {
        String key = "model_aliases." + alias + ".targets: ";
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(key + "at least one provider/model is needed");
        }
        long weighted =
                targets.stream().filter(each -> each.weight().isPresent()).count();
        if (weighted != 0 && weighted != targets.size()) {
            throw new IllegalArgumentException(key + "either each has a weight, or none");
        }
        List<Weighted> checked =
                targets.stream().map(each -> weighted(key, each)).toList();
        if (weighted != 0 && checked.stream().allMatch(each -> each.weight() == 0)) {
            throw new IllegalArgumentException(key + "one of them must have a weight above 0");
        }
        return new Alias(alias, checked, weighted != 0);
    }

    private Weighted weighted(String key, AliasTarget configured) {
        Target target = named(configured.name());
        if (target == null) {
            throw new IllegalArgumentException(key + "'" + configured.name()
                    + "' leads nowhere; write provider/model with one of the providers " + byName.keySet());
        }
        int weight = configured.weight().orElse(1);
        if (weight < 0 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    key + "the weight " + weight + " is not allowed: it is 0 to " + MAX_WEIGHT);
        }
        return Weighted.of(target, configured.name(), weight);
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
    private List<Claim> claims(List<Provider> providers) {
        List<Claim> claims = new ArrayList<>();
        for (Provider provider : providers) {
            provider.models().forEach(pattern -> claims.add(new Claim(pattern, Route.to(member(provider), true))));
        }
        claims.sort(Comparator.comparingInt((Claim claim) -> -claim.pattern().specificity())
                .thenComparing(claim -> claim.route().first().provider().name()));
        return List.copyOf(claims);
    }

    private static RefusedException notFound(String model) {
        String shown = model.length() <= 100 ? model : model.substring(0, 100) + "...";
        return new RefusedException(ApiError.invalidRequest(
                404, "model_not_found", "model", "No provider here serves the model '" + shown + "'."));
    }

    private record Claim(ModelPattern pattern, Route route) {}
}
