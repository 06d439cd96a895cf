package dev.lintel.gateway.routing;

import dev.lintel.providers.Provider;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The providers that have refused to be asked for the usage of a stream. One that is configured anew under its name is asked
 * again. One for the process; any thread may ask.
 */
@Singleton
public final class UsageRefusers {

    private final Map<String, Provider> byName = new ConcurrentHashMap<>();

    /** Whether this one has. */
    @SuppressWarnings("ReferenceEquality")
    boolean contains(Provider provider) {
        return byName.get(provider.name()) == provider;
    }

    /** It has, and says whether that was not known before. */
    @SuppressWarnings("ReferenceEquality")
    boolean add(Provider provider) {
        return byName.put(provider.name(), provider) != provider;
    }
}
