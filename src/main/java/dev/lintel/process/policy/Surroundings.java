package dev.lintel.process.policy;

import dev.lintel.callers.limits.Limiter;
import io.vertx.core.Vertx;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What rules are made with beside the configuration, the same at each reload.
 *
 * @param vertx checks TLS files
 * @param demo where the demo provider listens; null where it does not
 * @param limiter counts what callers use
 */
public record Surroundings(Vertx vertx, @Nullable URI demo, Limiter limiter) {}
