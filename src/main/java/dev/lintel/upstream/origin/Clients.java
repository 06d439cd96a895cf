package dev.lintel.upstream.origin;

import dev.lintel.http.upstream.InterimAnswers;
import dev.lintel.http.upstream.SharedConnection;
import dev.lintel.providers.endpoint.Transport;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.concurrent.TimeUnit;

/**
 * What endpoints of one transport are called with.
 *
 * @param pooled keeps connections for the calls to come
 * @param unpooled makes a connection for each call
 */
record Clients(HttpClient pooled, HttpClient unpooled) {

    private static final int MAX_CONNECTIONS = 8192;
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final int MAX_PIECE_BYTES = 64 * 1024;
    private static final int IDLE_SECONDS = (int) TimeUnit.MINUTES.toSeconds(1);

    static Clients of(Transport transport, Vertx vertx) {
        HttpClientOptions options = new HttpClientOptions()
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(MAX_PIECE_BYTES)
                .setKeepAliveTimeout(IDLE_SECONDS);
        PemTls.apply(transport.tls(), options);
        if (transport.http2()) {
            askOverHttp2(options);
        }
        HttpClientOptions once =
                new HttpClientOptions(options).setKeepAlive(false).setHttp2MultiplexingLimit(1);
        return new Clients(client(options, vertx, Clients::connected), client(once, vertx, Clients::connectedOnce));
    }

    void close() {
        pooled.close();
        unpooled.close();
    }

    private static void askOverHttp2(HttpClientOptions options) {
        options.setProtocolVersion(HttpVersion.HTTP_2)
                .setUseAlpn(true)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2KeepAliveTimeout(IDLE_SECONDS)
                .setHttp2MultiplexingLimit(SharedConnection.MOST_STREAMS)
                .setInitialSettings(new Http2Settings()
                        .setPushEnabled(false)
                        .setMaxHeaderListSize(MAX_HEADER_BYTES)
                        .setInitialWindowSize(SharedConnection.STREAM_WINDOW));
    }

    private static HttpClient client(HttpClientOptions options, Vertx vertx, Handler<HttpConnection> connected) {
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(MAX_CONNECTIONS)
                .setHttp2MaxSize(MAX_CONNECTIONS)
                // Without a free connection a call is refused at once and told to come back: no unbounded queue.
                .setMaxWaitQueueSize(0)
                .setEventLoopSize(0);
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(connected)
                .build();
    }

    private static void connected(HttpConnection connection) {
        if (SharedConnection.watch(connection) == null) {
            InterimAnswers.ignoreOn(connection);
        }
    }

    private static void connectedOnce(HttpConnection connection) {
        SharedConnection shared = SharedConnection.watch(connection);
        if (shared == null) {
            InterimAnswers.ignoreOn(connection);
        } else {
            shared.serveOnce();
        }
    }
}
