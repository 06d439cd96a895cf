package dev.lintel.upstream.origin;

import dev.lintel.providers.Provider;
import dev.lintel.providers.endpoint.Endpoint;
import dev.lintel.providers.endpoint.ProxyAddress;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What of a provider's endpoint each request needs, taken apart once, and with what it is sent. Of one event loop. */
public final class Origin {

    private final Clients clients;
    private final Clients switching;
    private final Endpoint endpoint;
    private final SocketAddress address;
    private final String host;
    private final long connectTimeoutMillis;
    private final @Nullable ProxyOptions proxy;

    Origin(Provider provider, Clients clients, Clients switching) {
        this.clients = clients;
        this.switching = switching;
        this.endpoint = provider.endpoint();
        this.host = endpoint.host();
        this.address = SocketAddress.inetSocketAddress(endpoint.port(), host);
        this.connectTimeoutMillis = provider.timeouts().connect().toMillis();
        this.proxy = endpoint.proxy().map(Origin::options).orElse(null);
    }

    /** Keeps connections for the calls to come. */
    public HttpClient pooled() {
        return clients.pooled();
    }

    /** Makes a connection for each call. */
    public HttpClient unpooled() {
        return clients.unpooled();
    }

    /** Opens connections in HTTP/1.1, on which the protocol may be switched. */
    public HttpClient switching() {
        return switching.pooled();
    }

    /** What a request is made with; {@code target} is what follows the base URL. */
    public RequestOptions request(HttpMethod method, String target) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setServer(address)
                .setHost(host)
                .setPort(address.port())
                .setSsl(endpoint.isTls())
                .setURI(endpoint.baseUrl().getRawPath() + target)
                .setConnectTimeout(connectTimeoutMillis);
        return proxy == null ? options : options.setProxyOptions(proxy);
    }

    private static ProxyOptions options(ProxyAddress proxy) {
        ProxyOptions options = new ProxyOptions().setHost(proxy.host()).setPort(proxy.port());
        return proxy.user() == null
                ? options
                : options.setUsername(proxy.user()).setPassword(proxy.password());
    }
}
