package dev.lintel.upstream;

import dev.lintel.http.Deadlines;
import dev.lintel.http.Via;
import dev.lintel.http.connection.InterimAnswers;
import dev.lintel.providers.Provider;
import dev.lintel.upstream.UpstreamException.Kind;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Sends calls to providers.
 *
 * <p>Each event loop has a client, and so connections, of its own: a call never leaves its event loop, and no
 * connection is given back on one thread while it is reset on another.
 */
@Singleton
public final class UpstreamClient {

    private static final int MAX_CONNECTIONS_PER_EVENT_LOOP = 4096;
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final int MAX_PIECE_BYTES = 64 * 1024;

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
        return here.exchange(here.http, provider, request, receiver, via, begunNanos);
    }

    /** The same on a connection that has not served before and will not serve again. */
    public Exchange exchangeAfresh(
            Provider provider, OutgoingRequest request, ExchangeReceiver receiver, long begunNanos) {
        EventLoopClient here = client.get();
        return here.exchange(here.unpooled, provider, request, receiver, via, begunNanos);
    }

    /** Breaks off all that is under way, for Lintel is to end. Any thread may call. */
    public void breakOff() {
        clients.forEach(each -> each.deadlines.forEach(exchange -> exchange.fail(
                new UpstreamException(Kind.SHUTDOWN, "Lintel is shutting down and broke the call off."))));
    }

    @PreDestroy
    void close() {
        clients.forEach(each -> {
            each.http.close();
            each.unpooled.close();
        });
    }

    private EventLoopClient newClient() {
        HttpClientOptions options = new HttpClientOptions()
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(MAX_PIECE_BYTES)
                .setKeepAliveTimeout((int) TimeUnit.MINUTES.toSeconds(1));
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(MAX_CONNECTIONS_PER_EVENT_LOOP)
                // Without a free connection a call is refused at once and told to come back: no unbounded queue.
                .setMaxWaitQueueSize(0)
                .setEventLoopSize(0);
        EventLoopClient created = new EventLoopClient(
                client(options, pool),
                client(new HttpClientOptions(options).setKeepAlive(false), pool),
                new Deadlines<>(
                        vertx, VertxContext.getRootContext(vertx.getOrCreateContext()), Exchange::checkDeadline));
        clients.add(created);
        return created;
    }

    private HttpClient client(HttpClientOptions options, PoolOptions pool) {
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(InterimAnswers::ignoreOn)
                .build();
    }

    /** What one event loop sends with. */
    private static final class EventLoopClient {

        private final HttpClient http;
        private final HttpClient unpooled;
        private final Deadlines<Exchange> deadlines;
        private final IdentityHashMap<Provider, Origin> origins = new IdentityHashMap<>();

        EventLoopClient(HttpClient http, HttpClient unpooled, Deadlines<Exchange> deadlines) {
            this.http = http;
            this.unpooled = unpooled;
            this.deadlines = deadlines;
        }

        Exchange exchange(
                HttpClient with,
                Provider provider,
                OutgoingRequest request,
                ExchangeReceiver receiver,
                Via via,
                long begunNanos) {
            return new Exchange(
                    provider,
                    request,
                    receiver,
                    deadlines,
                    via,
                    begunNanos,
                    () -> with.request(options(provider, request)));
        }

        private RequestOptions options(Provider provider, OutgoingRequest request) {
            Origin origin = origins.computeIfAbsent(provider, Origin::of);
            return new RequestOptions()
                    .setMethod(request.method())
                    .setServer(origin.address())
                    .setHost(provider.host())
                    .setPort(provider.port())
                    .setSsl(provider.isTls())
                    .setURI(origin.path() + request.target())
                    .setConnectTimeout(origin.connectTimeoutMillis());
        }
    }

    /** What of a provider's base URL each request needs, taken apart once. */
    private record Origin(SocketAddress address, String path, long connectTimeoutMillis) {

        static Origin of(Provider provider) {
            return new Origin(
                    SocketAddress.inetSocketAddress(provider.port(), provider.host()),
                    provider.baseUrl().getRawPath(),
                    provider.timeouts().connect().toMillis());
        }
    }
}
