package dev.lintel.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A resource that is nothing but configuration: what {@link #start} gives, and nothing that must end. */
public abstract class Configuration implements QuarkusTestResourceLifecycleManager {

    @Override
    public final void stop() {
        // Nothing was started.
    }
}
