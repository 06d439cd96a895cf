package dev.lintel.upstream.origin;

import dev.lintel.http.Via;
import dev.lintel.providers.Provider;
import dev.lintel.providers.endpoint.Transport;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The providers as one event loop calls them. To be used on that event loop alone. */
public final class Origins {

    private static final long SWEEP_MILLIS = 1000;

    private final Vertx vertx;
    private final Context eventLoop;
    private final Predicate<Provider> underWay;
    private final Via via;
    private final IdentityHashMap<Provider, Origin> byProvider = new IdentityHashMap<>();
    /** TLS and HTTP/2 are a client's affair: those that do both alike share one. Closed by another thread. */
    private final Map<Transport, Clients> byTransport = new ConcurrentHashMap<>();

    private @Nullable Set<Provider> kept;
    private boolean sweeping;

    /**
     * None yet; to be made on the event loop.
     *
     * @param eventLoop no context of one call
     * @param underWay whether a provider has a call on this event loop
     * @param via how requests say that they have come through here
     */
    public Origins(Vertx vertx, Context eventLoop, Predicate<Provider> underWay, Via via) {
        this.via = via;
        this.vertx = vertx;
        this.eventLoop = eventLoop;
        this.underWay = underWay;
    }

    /** How {@code provider} is called. */
    public Origin of(Provider provider) {
        Origin known = byProvider.get(provider);
        return known == null ? made(provider) : known;
    }

    /**
     * From now on these are the providers, by identity. What others are called with is closed once they have no call under way.
     */
    public void keepOnly(Set<Provider> providers) {
        kept = providers;
        sweepLater();
    }

    private Origin made(Provider provider) {
        Transport transport = provider.endpoint().transport();
        Origin made = new Origin(provider, clients(transport), clients(transport.overHttp1()), via);
        byProvider.put(provider, made);
        if (isOutdated(provider)) {
            // A call that began before comes to it only now.
            sweepLater();
        }
        return made;
    }

    private Clients clients(Transport transport) {
        return byTransport.computeIfAbsent(transport, missing -> Clients.of(missing, vertx));
    }

    private boolean isOutdated(Provider provider) {
        return kept != null && !kept.contains(provider);
    }

    private void sweepLater() {
        if (!sweeping) {
            sweeping = true;
            eventLoop.runOnContext(turn -> vertx.setTimer(SWEEP_MILLIS, timer -> sweep()));
        }
    }

    private void sweep() {
        sweeping = false;
        byProvider.keySet().removeIf(provider -> isOutdated(provider) && !underWay.test(provider));
        Set<Transport> used = Stream.concat(
                        byProvider.keySet().stream(), Stream.ofNullable(kept).flatMap(Set::stream))
                .map(provider -> provider.endpoint().transport())
                .flatMap(transport -> Stream.of(transport, transport.overHttp1()))
                .collect(Collectors.toSet());
        byTransport.forEach((transport, clients) -> {
            if (!used.contains(transport)) {
                byTransport.remove(transport);
                clients.close();
            }
        });
        if (byProvider.keySet().stream().anyMatch(this::isOutdated)) {
            sweepLater();
        }
    }

    /** Closes all connections. Any thread may call. */
    public void close() {
        byTransport.values().forEach(Clients::close);
    }
}
