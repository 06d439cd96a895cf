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
import java.util.Optional;

/** Makes what counts callers' limits. */
@Singleton
public final class CallersWiring {

    private static final String NO_URL = "it is not a URL such as redis://host:6379, or rediss:// for TLS";

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
        limits.redis().flatMap(CallersWiring::fault).ifPresent(fault -> {
            throw new ConfigValidationException(new ConfigValidationException.Problem[] {
                new ConfigValidationException.Problem("limits.redis: " + fault)
            });
        });
    }

    private static Optional<String> fault(String url) {
        try {
            URI uri = URI.create(url.strip());
            boolean tls = "rediss".equals(uri.getScheme());
            if ((tls || "redis".equals(uri.getScheme())) && Authority.of(uri).isPresent()) {
                return tls && uri.getHost() == null
                        ? Optional.of("over TLS its name may have no underscore, as in certificates")
                        : Optional.empty();
            }
            return Optional.of(NO_URL);
        } catch (IllegalArgumentException e) {
            return Optional.of(NO_URL);
        }
    }
}
