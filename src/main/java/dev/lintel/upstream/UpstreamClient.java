package dev.lintel.upstream;

import dev.lintel.http.Deadlines;
import dev.lintel.http.Via;
import dev.lintel.providers.Provider;
import dev.lintel.upstream.failure.Obstacle;
import dev.lintel.upstream.failure.UpstreamException;
import dev.lintel.upstream.origin.Origin;
import dev.lintel.upstream.origin.Origins;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.Set;
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

    /**
     * An attempt that is to be {@linkplain Exchange#start started}. To be called on the call's event loop, where all that follows
     * happens too.
     *
     * @param begunNanos when the call began, on the clock of {@link System#nanoTime}
     */
    public Exchange exchange(Provider provider, OutgoingRequest request, ExchangeReceiver receiver, long begunNanos) {
        EventLoopClient here = client.get();
        Origin origin = here.origins.of(provider);
        HttpClient client = request.isUpgrade() ? origin.switching() : origin.pooled();
        return here.exchange(client, origin, request, receiver, begunNanos);
    }

    /** The same on a connection that has not served before and will not serve again. */
    public Exchange exchangeAfresh(
            Provider provider, OutgoingRequest request, ExchangeReceiver receiver, long begunNanos) {
        EventLoopClient here = client.get();
        Origin origin = here.origins.of(provider);
        // Where the protocol is to be switched a connection must be one that could be kept.
        HttpClient client = request.isUpgrade() ? origin.switching() : origin.unpooled();
        return here.exchange(client, origin, request, receiver, begunNanos);
    }

    /**
     * From now on these are the providers: connections to others are closed once no call needs them. Any thread may call.
     *
     * @param providers the same objects as those that calls are sent to
     */
    public void keepOnly(Collection<Provider> providers) {
        Set<Provider> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        kept.addAll(providers);
        clients.forEach(each -> each.eventLoop.runOnContext(turn -> each.origins.keepOnly(kept)));
    }

    /** Breaks off all that is under way, for Lintel is to end. Any thread may call. */
    public void breakOff() {
        clients.forEach(each -> each.deadlines.forEach(exchange -> exchange.fail(
                new UpstreamException(Obstacle.SHUTDOWN, "Lintel is shutting down and broke the call off."))));
    }

    @PreDestroy
    void close() {
        clients.forEach(each -> each.origins.close());
    }

    private EventLoopClient newClient() {
        Context eventLoop = VertxContext.getRootContext(vertx.getOrCreateContext());
        Deadlines<Exchange> deadlines = new Deadlines<>(vertx, eventLoop, Exchange::checkDeadline);
        Origins origins = new Origins(vertx, eventLoop, provider -> isUnderWay(deadlines, provider), via);
        EventLoopClient created = new EventLoopClient(eventLoop, origins, deadlines);
        clients.add(created);
        return created;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isUnderWay(Deadlines<Exchange> exchanges, Provider provider) {
        return exchanges.any(exchange -> exchange.provider() == provider);
    }

    /** What one event loop sends with. */
    private record EventLoopClient(Context eventLoop, Origins origins, Deadlines<Exchange> deadlines) {

        Exchange exchange(
                HttpClient with, Origin origin, OutgoingRequest request, ExchangeReceiver receiver, long begunNanos) {
            return new Exchange(request, receiver, deadlines, begunNanos, with, origin);
        }
    }
}
