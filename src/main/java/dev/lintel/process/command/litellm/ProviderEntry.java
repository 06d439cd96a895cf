package dev.lintel.process.command.litellm;

import dev.lintel.process.command.litellm.deployment.Endpoint;
import dev.lintel.providers.presets.Preset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One provider that is written, with the models by which callers reach it. */
final class ProviderEntry {

    private final String name;
    private final Endpoint endpoint;
    private final Set<String> claims = new LinkedHashSet<>();
    private final Set<String> targets = new LinkedHashSet<>();
    private boolean servesAll;
    private boolean isDefault;

    ProviderEntry(String name, Endpoint endpoint) {
        this.name = name;
        this.endpoint = endpoint;
    }

    String name() {
        return name;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    boolean isDefault() {
        return isDefault;
    }

    /** What is called by {@code name/model}, whatever the model. */
    void serveAll() {
        servesAll = true;
    }

    void beDefault() {
        isDefault = true;
    }

    /** Whether a model may be written as its own, by its name alone. */
    boolean canClaim() {
        return !servesAll;
    }

    void claim(String model) {
        claims.add(model);
    }

    /** What an alias leads to. */
    String target(String model) {
        targets.add(model);
        return name + "/" + model;
    }

    /**
     * The models that are written. A provider whose name would claim more than the file has gets what aliases ask it for; empty
     * where nothing need be written.
     */
    List<String> models() {
        if (!claims.isEmpty() || servesAll || isDefault) {
            return List.copyOf(claims);
        }
        boolean claimsByName =
                Preset.of(name).filter(known -> !known.models().isEmpty()).isPresent();
        return claimsByName ? List.copyOf(targets) : List.of();
    }
}
