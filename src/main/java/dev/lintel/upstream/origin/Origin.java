package dev.lintel.upstream.origin;

import dev.lintel.http.Via;
import dev.lintel.providers.Provider;
import dev.lintel.providers.endpoint.Endpoint;
import dev.lintel.providers.endpoint.ProxyAddress;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a provider's endpoint each request needs, taken apart once, and with what it is sent. Of one event loop. */
public final class Origin {

    private final Provider provider;
    private final Clients clients;
    private final Clients switching;
    private final Endpoint endpoint;
    private final SocketAddress address;
    private final String host;
    private final long connectTimeoutMillis;
    private final @Nullable ProxyOptions proxy;
    private final Via via;
    private @Nullable String target;
    private @Nullable RequestOptions last;

    Origin(Provider provider, Clients clients, Clients switching, Via via) {
        this.via = via;
        this.provider = provider;
        this.clients = clients;
        this.switching = switching;
        this.endpoint = provider.endpoint();
        this.host = endpoint.host();
        this.address = SocketAddress.inetSocketAddress(endpoint.port(), host);
        this.connectTimeoutMillis = provider.timeouts().connect().toMillis();
        this.proxy = endpoint.proxy().map(Origin::options).orElse(null);
    }

    /** Who is called. */
    public Provider provider() {
        return provider;
    }

    /** How it is said that a request has come through here. */
    public Via via() {
        return via;
    }

    /** Takes off what the provider is not to see of a trace. */
    public void withhold(MultiMap headers) {
        List<String> withheld = provider.propagate().withheld();
        for (int i = 0; i < withheld.size(); i++) {
            headers.remove(withheld.get(i));
        }
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

    /** What a request is made with, not to be changed; {@code target} is what follows the base URL. */
    public RequestOptions request(HttpMethod method, String target) {
        RequestOptions known = last;
        // As a rule calls are for the same as those before them.
        if (known == null || !target.equals(this.target) || !method.equals(known.getMethod())) {
            known = options(method, target);
            this.target = target;
            last = known;
        }
        return known;
    }

    private RequestOptions options(HttpMethod method, String target) {
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
