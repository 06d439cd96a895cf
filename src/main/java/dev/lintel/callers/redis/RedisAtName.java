package dev.lintel.callers.redis;

import dev.lintel.http.Authority;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client of one Redis. Vert.x' own sees no host in a name with an underscore, and goes to localhost: such a name is looked up
 * before, by Vert.x' own resolver. On its event loop.
 */
final class RedisAtName {

    private static final int USUAL_PORT = 6379;

    private final Vertx vertx;
    private final RedisOptions options;
    private @Nullable Redis client;
    private boolean closed;

    RedisAtName(Vertx vertx, RedisOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    /** Makes its one connection. */
    Future<RedisConnection> connect() {
        URI url = URI.create(options.getEndpoint());
        if (url.getHost() != null) {
            return connect(options);
        }
        Authority named = Authority.of(url).orElseThrow();
        Promise<InetAddress> found = Promise.promise();
        ((VertxInternal) vertx).resolveAddress(named.host(), found);
        return found.future()
                .compose(address -> connect(new RedisOptions(options).setEndpoints(List.of(at(address, named, url)))));
    }

    /** Lets it go, also before it stands. */
    void close() {
        closed = true;
        if (client != null) {
            client.close();
        }
    }

    private Future<RedisConnection> connect(RedisOptions to) {
        if (closed) {
            return Future.failedFuture("nobody waits for it any more");
        }
        Redis made = Redis.createClient(vertx, to);
        client = made;
        return made.connect();
    }

    private static String at(InetAddress address, Authority named, URI url) {
        String literal = address.getHostAddress();
        String host = address instanceof Inet6Address ? "[" + literal + "]" : literal;
        String user = named.userInfo() == null ? "" : named.userInfo() + "@";
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String path = Objects.requireNonNullElse(url.getRawPath(), "");
        return url.getScheme() + "://" + user + host + ":" + named.portOr(USUAL_PORT) + path + query;
    }
}
