package dev.lintel.upstream;

import dev.lintel.http.Via;
import dev.lintel.providers.Provider;
import dev.lintel.upstream.origin.Origin;
import dev.lintel.upstream.origin.Origins;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Sends calls to providers.
 *
 * <p>Each event loop has a client, and so connections, of its own: a call never leaves its event loop, and no
 * connection is given back on one thread while it is reset on another.
 */
@Singleton
public final class UpstreamClient {

    private final Vertx vertx;
    private final Via via;
    private final Queue<EventLoopClient> clients = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<EventLoopClient> client = ThreadLocal.withInitial(this::newClient);

    UpstreamClient(Vertx vertx, Via via) {
        this.vertx = vertx;
        this.via = via;
    }

    /** Sends {@code request}. To be called on the call's event loop, where all that follows happens too. */
    public Exchange send(Provider provider, OutgoingRequest request, Exchange.Receiver receiver) {
        EventLoopClient here = client.get();
        Origin origin = here.origins.of(provider);
        return here.send(origin.pooled(), origin, provider, request, receiver, via);
    }

    /** The same on a connection that has not served before and will not serve again. */
    public Exchange sendAfresh(Provider provider, OutgoingRequest request, Exchange.Receiver receiver) {
        EventLoopClient here = client.get();
        Origin origin = here.origins.of(provider);
        return here.send(origin.unpooled(), origin, provider, request, receiver, via);
    }

    /** Breaks off all that is under way, for Lintel is to end. Any thread may call. */
    public void breakOff() {
        clients.forEach(each -> each.deadlines.breakOff());
    }

    @PreDestroy
    void close() {
        clients.forEach(each -> each.origins.close());
    }

    private EventLoopClient newClient() {
        EventLoopClient created = new EventLoopClient(
                new Origins(vertx), new Deadlines(vertx, VertxContext.getRootContext(vertx.getOrCreateContext())));
        clients.add(created);
        return created;
    }

    /** What one event loop sends with. */
    private record EventLoopClient(Origins origins, Deadlines deadlines) {

        Exchange send(
                HttpClient with,
                Origin origin,
                Provider provider,
                OutgoingRequest request,
                Exchange.Receiver receiver,
                Via via) {
            Exchange exchange = new Exchange(provider, request, receiver, deadlines, via);
            exchange.start(with, origin.request(request.method(), request.target()));
            return exchange;
        }
    }
}
