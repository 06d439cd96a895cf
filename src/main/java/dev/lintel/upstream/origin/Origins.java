package dev.lintel.upstream.origin;

import dev.lintel.providers.Provider;
import dev.lintel.providers.endpoint.Transport;
import io.vertx.core.Vertx;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The providers as one event loop calls them. To be used on that event loop alone. */
public final class Origins {

    private final Vertx vertx;
    private final IdentityHashMap<Provider, Origin> byProvider = new IdentityHashMap<>();
    /** TLS and HTTP/2 are a client's affair: those that do both alike share one. Closed by another thread. */
    private final Map<Transport, Clients> byTransport = new ConcurrentHashMap<>();

    /** None yet; to be made on the event loop. */
    public Origins(Vertx vertx) {
        this.vertx = vertx;
    }

    /** How {@code provider} is called. */
    public Origin of(Provider provider) {
        return byProvider.computeIfAbsent(
                provider,
                asked -> new Origin(
                        asked,
                        byTransport.computeIfAbsent(
                                asked.endpoint().transport(), transport -> Clients.of(transport, vertx))));
    }

    /** Closes all connections. Any thread may call. */
    public void close() {
        byTransport.values().forEach(Clients::close);
    }
}
