package dev.lintel.upstream.origin;

import dev.lintel.http.connection.InterimAnswers;
import dev.lintel.providers.Provider;
import dev.lintel.providers.endpoint.TlsFiles;
import dev.lintel.upstream.origin.Origin.Clients;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The providers as one event loop calls them. To be used on that event loop alone. */
public final class Origins {

    private static final int MAX_CONNECTIONS = 4096;
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final int MAX_PIECE_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final IdentityHashMap<Provider, Origin> byProvider = new IdentityHashMap<>();
    /** TLS is a client's affair: those that do it alike share one. Closed by another thread. */
    private final Map<TlsFiles, Clients> byTls = new ConcurrentHashMap<>();

    /** None yet; to be made on the event loop. */
    public Origins(Vertx vertx) {
        this.vertx = vertx;
    }

    /** How {@code provider} is called. */
    public Origin of(Provider provider) {
        return byProvider.computeIfAbsent(
                provider,
                asked ->
                        new Origin(asked, byTls.computeIfAbsent(asked.endpoint().tls(), this::clients)));
    }

    /** Closes all connections. Any thread may call. */
    public void close() {
        byTls.values().forEach(Clients::close);
    }

    private Clients clients(TlsFiles tls) {
        HttpClientOptions options = new HttpClientOptions()
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(MAX_PIECE_BYTES)
                .setKeepAliveTimeout((int) TimeUnit.MINUTES.toSeconds(1));
        PemTls.apply(tls, options);
        return new Clients(client(options), client(new HttpClientOptions(options).setKeepAlive(false)));
    }

    private HttpClient client(HttpClientOptions options) {
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(MAX_CONNECTIONS)
                // Without a free connection a call is refused at once and told to come back: no unbounded queue.
                .setMaxWaitQueueSize(0)
                .setEventLoopSize(0);
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(InterimAnswers::ignoreOn)
                .build();
    }
}
