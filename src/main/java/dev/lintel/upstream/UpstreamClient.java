package dev.lintel.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    private static final CharSequence API_KEY = HttpHeaders.createOptimized("api-key");
    private static final CharSequence X_API_KEY = HttpHeaders.createOptimized("x-api-key");
    private static final CharSequence EXPECT = HttpHeaders.createOptimized("expect");

    private final Vertx vertx;
    private final Set<UpstreamExchange> underWay = ConcurrentHashMap.newKeySet();
    private final Queue<HttpClient> clients = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<HttpClient> client = ThreadLocal.withInitial(this::newClient);

    UpstreamClient(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Sends {@code request}. To be called on the call's event loop, where all that follows happens too. */
    public UpstreamExchange send(Provider provider, OutgoingRequest request, AttemptObserver observer) {
        MultiMap headers = headers(provider, request);
        AttemptObserver.Attempt attempt = observer.begin(provider, request.method(), request.path(), headers);
        RequestOptions options = new RequestOptions()
                .setMethod(request.method())
                .setHost(provider.host())
                .setPort(provider.port())
                .setSsl(provider.isTls())
                .setURI(provider.baseUrl().getRawPath() + request.path())
                .setHeaders(headers)
                .setConnectTimeout(provider.connectTimeout().toMillis());
        UpstreamExchange exchange = new UpstreamExchange(vertx, provider, attempt, underWay);
        exchange.start(client.get(), options, request.body());
        return exchange;
    }

    /** Breaks off all that is under way, for Lintel is to end. Any thread may call. */
    public void breakOff() {
        underWay.forEach(UpstreamExchange::breakOff);
    }

    @PreDestroy
    void close() {
        clients.forEach(HttpClient::close);
    }

    private static MultiMap headers(Provider provider, OutgoingRequest request) {
        MultiMap headers = HttpHeaders.headers().addAll(request.headers());
        HopByHop.removeFrom(headers);
        String authorization = headers.get(HttpHeaders.AUTHORIZATION);
        headers.remove(HttpHeaders.HOST)
                .remove(EXPECT)
                .remove(HttpHeaders.AUTHORIZATION)
                .remove(API_KEY)
                .remove(X_API_KEY);
        provider.credentials()
                .authorization(authorization)
                .ifPresent(value -> headers.set(HttpHeaders.AUTHORIZATION, value));
        request.acceptEncoding().ifPresent(codings -> headers.set(HttpHeaders.ACCEPT_ENCODING, codings));
        if (request.body() instanceof OutgoingRequest.WholeBody whole) {
            headers.remove(HttpHeaders.CONTENT_LENGTH);
            if (!whole.encoded()) {
                headers.remove(HttpHeaders.CONTENT_ENCODING);
            }
        }
        return headers;
    }

    private HttpClient newClient() {
        HttpClientOptions options = new HttpClientOptions()
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(MAX_PIECE_BYTES)
                // Without a free connection a call is refused at once and told to come back: no unbounded queue.
                .setMaxWaitQueueSize(0)
                .setKeepAliveTimeout((int) TimeUnit.MINUTES.toSeconds(1));
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(MAX_CONNECTIONS_PER_EVENT_LOOP)
                .setEventLoopSize(0);
        HttpClient created = vertx.createHttpClient(options, pool);
        clients.add(created);
        return created;
    }
}
