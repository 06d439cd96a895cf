package dev.lintel.callers;

import dev.lintel.callers.limits.Limiter;
import dev.lintel.callers.limits.LocalLimiter;
import dev.lintel.callers.redis.SharedLimiter;
import dev.lintel.http.Authority;
import io.smallrye.config.ConfigValidationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.InstantSource;

/** Makes what counts callers' limits. */
@Singleton
public final class CallersWiring {

    CallersWiring() {}

    @Produces
    @Singleton
    Limiter limiter(LimitsConfig limits, Vertx vertx) {
        check(limits);
        return limits.redis()
                .<Limiter>map(
                        url -> new SharedLimiter(vertx, InstantSource.system(), url.strip(), limits.whenRedisIsDown()))
                .orElseGet(() -> new LocalLimiter(InstantSource.system()));
    }

    void close(@Disposes Limiter limiter) {
        if (limiter instanceof SharedLimiter shared) {
            shared.close();
        }
    }

    /**
     * Checks where limits are counted, without a look at what is there.
     *
     * @throws ConfigValidationException naming the key at fault, and never with its value, which may hold a password
     */
    public static void check(LimitsConfig limits) {
        if (limits.redis().isPresent() && !isRedis(limits.redis().get())) {
            throw new ConfigValidationException(new ConfigValidationException.Problem[] {
                new ConfigValidationException.Problem(
                        "limits.redis: it is not a URL such as redis://host:6379, or rediss:// for TLS (to a name without an underscore)")
            });
        }
    }

    private static boolean isRedis(String url) {
        try {
            URI uri = URI.create(url.strip());
            boolean tls = "rediss".equals(uri.getScheme());
            return (tls || "redis".equals(uri.getScheme()))
                    && Authority.of(uri).isPresent()
                    // As in certificates.
                    && (!tls || uri.getHost() != null);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
