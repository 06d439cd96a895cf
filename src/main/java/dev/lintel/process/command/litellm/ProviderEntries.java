package dev.lintel.process.command.litellm;

import dev.lintel.process.command.litellm.deployment.Deployment;
import dev.lintel.process.command.litellm.deployment.Endpoint;
import dev.lintel.process.command.litellm.file.Notes;
import dev.lintel.providers.ModelPattern;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The providers that deployments are of, by name; and what patterns of models say of them. */
final class ProviderEntries {

    private static final String ANY = "*";

    private final Map<String, ProviderEntry> byName = new LinkedHashMap<>();
    private final Map<Endpoint, ProviderEntry> byEndpoint = new HashMap<>();
    private final Notes notes;

    /** Those of a list; who serves {@code name/*} has that name, all others the best that is left. */
    ProviderEntries(List<Deployment> deployments, Notes notes) {
        this.notes = notes;
        deployments.stream().filter(ProviderEntries::isPrefixed).forEach(this::prefixed);
        deployments.forEach(deployment -> byEndpoint.computeIfAbsent(deployment.endpoint(), this::added));
        deployments.stream()
                .filter(Deployment::isPattern)
                .filter(each -> !isPrefixed(each))
                .forEach(this::pattern);
    }

    // Lintel takes the prefix off, which is the provider's name.
    private static boolean isPrefixed(Deployment deployment) {
        String group = deployment.group();
        return group.endsWith("/*")
                && group.indexOf('/') == group.length() - 2
                && deployment.model().equals(ANY);
    }

    private void prefixed(Deployment deployment) {
        String prefix = deployment.group().substring(0, deployment.group().length() - 2);
        if (prefix.indexOf(ANY) >= 0 || prefix.isBlank() || byName.containsKey(prefix)) {
            notes.add(deployment.setting(), "has no counterpart: a prefix leads to one provider");
            return;
        }
        ProviderEntry entry = new ProviderEntry(prefix, deployment.endpoint());
        entry.serveAll();
        byName.put(prefix, entry);
        byEndpoint.putIfAbsent(deployment.endpoint(), entry);
    }

    private ProviderEntry added(Endpoint endpoint) {
        String name = endpoint.name();
        for (int next = 2; byName.containsKey(name); next++) {
            name = endpoint.name() + "-" + next;
        }
        ProviderEntry entry = new ProviderEntry(name, endpoint);
        byName.put(name, entry);
        return entry;
    }

    private void pattern(Deployment deployment) {
        ProviderEntry entry = of(deployment);
        if (deployment.group().equals(ANY) && deployment.model().equals(ANY)) {
            if (byName.values().stream().anyMatch(ProviderEntry::isDefault)) {
                notes.add(deployment.setting(), "has no counterpart: one provider is the default");
            } else {
                entry.beDefault();
            }
        } else if (deployment.group().equals(deployment.model())) {
            entry.claim(deployment.group());
        } else if (!deployment.group().equals(entry.name() + "/" + deployment.model())) {
            notes.add(
                    deployment.setting(),
                    "has no counterpart: a pattern of Lintel's is the same for callers and for the provider, or NAME/*");
        }
    }

    /** The provider of a deployment. */
    ProviderEntry of(Deployment deployment) {
        ProviderEntry entry = byEndpoint.get(deployment.endpoint());
        if (entry == null) {
            throw new IllegalArgumentException("a deployment of no list: " + deployment.setting());
        }
        return entry;
    }

    /** Where a model leads that no entry names, by patterns. */
    Optional<String> byPattern(String model) {
        int slash = model.indexOf('/');
        ProviderEntry prefixed = slash > 0 ? byName.get(model.substring(0, slash)) : null;
        if (prefixed != null && !prefixed.canClaim()) {
            return Optional.of(prefixed.target(model.substring(slash + 1)));
        }
        return byName.values().stream()
                .filter(entry -> entry.models().stream()
                        .map(ModelPattern::of)
                        .anyMatch(pattern -> !pattern.isExact() && pattern.matches(model)))
                .findFirst()
                .or(() -> byName.values().stream()
                        .filter(ProviderEntry::isDefault)
                        .findFirst())
                .map(entry -> entry.target(model));
    }

    /** All of them, in the order in which they are written. */
    Collection<ProviderEntry> all() {
        return byName.values();
    }
}
